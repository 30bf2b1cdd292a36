// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class JoinedTextTest {
    @Provide
    Arbitrary<List<String>> parts() {
        Arbitrary<String> text =
                Arbitraries.strings().withChars("ab\\|,ä ").ofMinLength(1).ofMaxLength(5);
        return text.list().ofMinSize(2).ofMaxSize(4);
    }

    @Property
    void whatIsJoinedIsSplitAgain(@ForAll JoinedText form, @ForAll("parts") List<String> parts) {
        assertThat(form.split(form.join(parts))).isEqualTo(parts);
    }

    @Property
    void differentPartsNeverJoinToTheSame(
            @ForAll JoinedText form, @ForAll("parts") List<String> one, @ForAll("parts") List<String> other) {
        Assume.that(!one.equals(other));
        assertThat(form.join(one)).isNotEqualTo(form.join(other));
    }

    @Test
    void oneTextStaysAsItIs() {
        assertThat(JoinedText.KEY.join(List.of("a|b\\c"))).isEqualTo("a|b\\c");
        assertThat(JoinedText.KEY.join(List.of("up", "host|1"))).isEqualTo("up|host\\|1");
    }

    @Test
    void aColumnOfTheVeryNameComesBeforeSeveral() {
        assertThat(JoinedText.columns("a,b", List.of("a,b", "a", "b"))).containsExactly("a,b");
        assertThat(JoinedText.columns("a,b", List.of("a", "b"))).containsExactly("a", "b");
        assertThat(JoinedText.columns("a\\,b,c", List.of("a,b", "c"))).containsExactly("a,b", "c");
        assertThat(JoinedText.columns(null, List.of("a"))).isEmpty();
        assertThat(JoinedText.areIn("a,b", List.of("a"))).isFalse();
        assertThat(JoinedText.areIn(null, List.of("a"))).isFalse();
    }
}
