// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestPortsTest {
    @Test
    void noPortIsGivenTwiceAndNoneThatTheSystemGivesByItself() {
        int first = TestPorts.free();
        int row = TestPorts.free(3);
        int last = TestPorts.free();

        assertThat(row).isNotEqualTo(first);
        assertThat(last).isNotIn(first, row, row + 1, row + 2);
        assertThat(List.of(first, row + 2, last)).allMatch(port -> port >= 21_000 && port < 32_000);
    }

    @Test
    void aPortThatSomebodyListensOnIsPassedOver() throws IOException {
        int given = TestPorts.free();
        try (ServerSocket taken = new ServerSocket(given + 1, 1, InetAddress.getByName(LoopbackPorts.HOST))) {
            assertThat(TestPorts.free()).isGreaterThan(taken.getLocalPort());
        }
    }
}
