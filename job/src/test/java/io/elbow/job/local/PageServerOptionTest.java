// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class PageServerOptionTest {
    @TempDir
    Path folder;

    @Command
    static final class Holder {
        @Mixin
        private PageServerOption page;
    }

    @Test
    void offServesNoPageAndNeedsNoPort() {
        Holder holder = new Holder();
        new CommandLine(holder).parseArgs("--page-port", "off");
        assertThatCode(holder.page::requireFree).doesNotThrowAnyException();
        // No argument is needed, because nothing of the pipeline is used.
        assertThat(holder.page.serve(null)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "65536", "OFF", "none"})
    void whatIsNeitherAPortNorOffIsBadUse(String value) {
        String yaml = LauncherRun.yaml(folder, "localhost:1", "");
        LauncherRun run = LauncherRun.of("run", "--config", yaml, "--page-port=" + value);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--page-port", "'" + value + "' is neither a port from 1 to 65535 nor off");
    }

    @Test
    void helpSaysHowToTurnItOff() {
        assertThat(LauncherRun.of("run", "--help").out()).contains("--page-port=P|off", "--page-port off");
        assertThat(LauncherRun.of("demo", "--help").out()).contains("--page-port=P|off");
    }
}
