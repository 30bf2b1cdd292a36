// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.config.BadInputException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnChoiceTest {
    private static final List<String> COLUMNS = List.of("ts", "host", "cpu.user", "cpu.idle", "disk");
    private static final List<String> FREE = List.of("cpu.user", "cpu.idle", "disk");

    private static List<String> chosen(List<String> named, List<String> excluded) {
        return new ColumnChoice(named, excluded).among("here", COLUMNS, FREE, () -> FREE);
    }

    @Test
    void excludedColumnsAreTakenFromEveryOneOrFromTheNamedOnes() {
        assertThat(chosen(List.of(), List.of("disk", "host"))).containsExactly("cpu.user", "cpu.idle");
        assertThat(chosen(List.of("disk", "cpu.*"), List.of("*.idle"))).containsExactly("disk", "cpu.user");
        assertThat(chosen(List.of("*"), List.of())).isEqualTo(FREE);
    }

    @Test
    void aNameWithoutAPatternIsLeftToTheReader() {
        assertThat(chosen(List.of("unheard-of"), List.of("disk"))).containsExactly("unheard-of");
    }

    @Test
    void aChoiceOfPlainNamesIsSettled() {
        assertThat(ColumnChoice.named(List.of("a")).isSettled()).isTrue();
        assertThat(ColumnChoice.named(List.of()).isSettled()).isFalse();
        assertThat(ColumnChoice.named(List.of("a*")).isSettled()).isFalse();
        assertThat(new ColumnChoice(List.of("a"), List.of("b")).isSettled()).isFalse();
    }

    @Test
    void aNameWithoutAColumnAndAnEmptyChoiceAreRefusedWithTheColumns() {
        assertThatThrownBy(() -> chosen(List.of(), List.of("disc")))
                .isInstanceOf(BadInputException.class)
                .hasMessage("here: --exclude names 'disc', but no such column is there to choose; there is: "
                        + "ts, host, cpu.user, cpu.idle, disk");
        assertThatThrownBy(() -> chosen(List.of("t*"), List.of()))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("here: --features names 't*'");
        assertThatThrownBy(() -> chosen(List.of(), List.of("*")))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("--exclude leaves no feature of here");
    }
}
