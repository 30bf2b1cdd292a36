// SPDX-License-Identifier: Apache-2.0
package io.elbow.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErrorLineTest {
    @Test
    void isOneLineWhateverTheMessage() {
        assertThat(ErrorLine.of(new IllegalStateException(" first\n  second\r\nthird \n")))
                .isEqualTo("error: first; second; third");
    }

    @Test
    void anErrorWithoutAMessageSpeaksByItsCause() {
        Error failed = new ExceptionInInitializerError(new IllegalStateException("no natives for this machine"));
        assertThat(ErrorLine.of(failed)).isEqualTo("error: no natives for this machine");
        assertThat(ErrorLine.of(new IllegalStateException())).isEqualTo("error: IllegalStateException");
    }

    @Test
    void tooLittleMemoryNamesTheRemedy() {
        assertThat(ErrorLine.of(new OutOfMemoryError("Java heap space")))
                .isEqualTo("error: out of memory (Java heap space); give the JVM more heap with -Xmx");
    }
}
