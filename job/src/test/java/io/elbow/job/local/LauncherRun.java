// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A finished run of the launcher's command line: its output and exit code. */
record LauncherRun(int exitCode, String out, String err) {
    static LauncherRun of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = LocalMain.run(new PrintWriter(out, true), new PrintWriter(err, true), Map.of(), arguments);
        return new LauncherRun(exitCode, out.toString(), err.toString());
    }

    /** Checks that it failed with one line that contains all of these texts. */
    void assertOneLine(int expectedExitCode, String... saying) {
        assertThat(err).hasLineCount(1).startsWith("error: ").contains(saying);
        assertThat(out).isEmpty();
        assertThat(exitCode).isEqualTo(expectedExitCode);
    }

    /** A port that is in use until the socket is closed. */
    static ServerSocket busyPort() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getByName(LoopbackPorts.HOST));
    }

    static String yaml(Path folder, String bootstrapServers, String more) {
        String yaml = """
                name: launched
                kafka:
                  bootstrap-servers: %s
                  topics: {records: r, alerts: a, models: m, dead-letters: d}
                """.formatted(bootstrapServers) + more;
        try {
            return Files.writeString(folder.resolve("detector.yaml"), yaml).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
