// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.job.operator.ModelScorers;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobMainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    private int run(String... arguments) {
        return JobMain.commandLine(new ModelScorers())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @Test
    void helpShowsAnExample() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("--config", "--model-override", "Example", "detector.yaml");
    }

    @Test
    void badUseIsNamedWithWhereToLookAndExitCode2() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).hasLineCount(2).contains("--config", "see: elbow-job --help");
    }

    @Test
    void aMisspeltOptionGetsTheRightOneSuggested() {
        assertThat(run("--confg", "detector.yaml")).isEqualTo(2);
        assertThat(err.toString()).contains("'--confg'", "did you mean", "--config");
    }

    @Test
    void anOverrideWithoutAFileIsBadUse() {
        assertThat(run("--config", "detector.yaml", "--model-override")).isEqualTo(2);
        assertThat(err.toString()).hasLineCount(1).contains("--model-override needs --model FILE");
    }

    @Test
    void aMissingYamlIsNamedInOneLineAndVerboseShowsTheStack() {
        String missing = folder.resolve("missing.yaml").toString();
        assertThat(run("--config", missing)).isEqualTo(2);
        assertThat(err.toString()).hasLineCount(1).contains("missing.yaml");
        assertThat(run("--config", missing, "--verbose")).isEqualTo(2);
        assertThat(err.toString()).contains("\tat ");
    }

    @Test
    void aRefreshingJobIsRefusedWhereCheckpointsStayInTheJobManagersMemory() throws IOException {
        String yaml = TestingConfigs.topicsAfter("room", "localhost:1") + "refresh: {every: 1d}\n";
        Path config = Files.writeString(folder.resolve("detector.yaml"), yaml);
        // Outside a cluster Flink's configuration is empty. No broker is contacted.
        assertThat(run("--config", config.toString())).isEqualTo(2);
        assertThat(err.toString())
                .hasLineCount(1)
                .startsWith("error: execution.checkpointing.dir is not set")
                .contains("flink run -Dexecution.checkpointing.dir=");
    }
}
