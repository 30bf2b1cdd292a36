// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class StateVersionsTest {
    private static final StateVersions VERSIONS = new StateVersions(Map.of("series", 1, "model", 2));

    @Test
    void goesOnWithItsOwnVersionsAndWithASnapshotThatHasNoneOfItsStatesYet() {
        assertThatCode(() -> VERSIONS.check("score", VERSIONS.current())).doesNotThrowAnyException();
        assertThatCode(() -> VERSIONS.check("score", Map.of())).doesNotThrowAnyException();
    }

    @Test
    void namesEachStateThatItCannotReadAndWhatToDo() {
        assertThatThrownBy(() -> VERSIONS.check("score", Map.of("series", 2, "model", 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("operator 'score' cannot go on with this snapshot: state 'model' is of version 1, supported"
                        + " is 2; state 'series' is of version 2, supported is 1. Start the job from it with the"
                        + " release that wrote it, or a newer one, or start without it");
    }

    @Test
    void refusesAStateThatItWouldOtherwiseDropInSilence() {
        assertThatThrownBy(() -> VERSIONS.check("score", Map.of("series", 1, "model", 2, "drift", 1)))
                .hasMessageContaining("state 'drift' is of version 1, which is not known");
    }

    @Test
    void readsWhatAnEarlierReleaseKeptInOtherStates() {
        Map<String, Integer> ofVersionOne = Map.of("series", 1, "model", 1, "statistics", 1);
        assertThatCode(() -> StateVersions.SCORE.check("score", ofVersionOne)).doesNotThrowAnyException();
        assertThat(StateVersions.SCORE.hasEarlier(ofVersionOne)).isTrue();
        assertThat(StateVersions.SCORE.hasEarlier(StateVersions.SCORE.current()))
                .isFalse();
        assertThatThrownBy(() -> StateVersions.SCORE.check("score", Map.of("series", 2)))
                .hasMessageContaining("state 'series' is of version 2, supported is 1");
        assertThatThrownBy(() -> StateVersions.SCORE.check("score", Map.of("key-memory", 2)))
                .hasMessageContaining("state 'key-memory' is of version 2, supported is 1");
    }

    @Test
    void anEarlierReleaseRefusesWhatThisOneKeeps() {
        StateVersions earlier = new StateVersions(Map.of("series", 1, "model", 1, "statistics", 1));
        assertThatThrownBy(() -> earlier.check("score", StateVersions.SCORE.current()))
                .hasMessageContaining("state 'key-memory' is of version 1, which is not known");
    }
}
