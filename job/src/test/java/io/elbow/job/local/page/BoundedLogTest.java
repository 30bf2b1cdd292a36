// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BoundedLogTest {
    private final BoundedLog<String> log = new BoundedLog<>(3);

    @Test
    void givesWhatCameSinceANumber() {
        log.add("a");
        log.add("b");
        assertThat(log.since(0)).containsExactly("a", "b");
        assertThat(log.since(1)).containsExactly("b");
        assertThat(log.since(log.next())).isEmpty();
    }

    @Test
    void forgetsTheOldestAndGoesOnCounting() {
        for (String message : new String[] {"a", "b", "c", "d", "e"}) {
            log.add(message);
        }
        assertThat(log.next()).isEqualTo(5);
        assertThat(log.since(0)).containsExactly("c", "d", "e");
        assertThat(log.since(4)).containsExactly("e");
    }

    @Test
    void replacesTheNewestUnderItsNumber() {
        log.add("a");
        log.replaceLast("b");
        assertThat(log.next()).isEqualTo(1);
        assertThat(log.last()).isEqualTo("b");
    }
}
