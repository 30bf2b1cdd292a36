// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** One Python that scores file after file by the script: loading numpy takes longer than scoring. */
final class NumpyProcess implements AutoCloseable {
    private static final String LOOP = """
            import sys
            sys.path.insert(0, sys.argv[1])
            import score_numpy
            for line in sys.stdin:
                try:
                    score_numpy.main(line.rstrip("\\n").split("\\t"))
                    print("scored", flush=True)
                except BaseException as e:
                    print(repr(e), flush=True)
            """;

    private final Process process;
    private final PrintWriter questions;
    private final BufferedReader answers;

    private NumpyProcess(Process process) {
        this.process = process;
        questions = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8));
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    static NumpyProcess start(String python, Path script) throws IOException {
        String folder = script.getParent().toString();
        return new NumpyProcess(new ProcessBuilder(python, "-B", "-c", LOOP, folder)
                .redirectErrorStream(true)
                .start());
    }

    /** Writes the rows' scores into the output. */
    void score(Path model, Path rows, Path output) throws IOException {
        questions.println(model + "\t" + rows + "\t" + output);
        questions.flush();
        assertThat(answers.readLine()).isEqualTo("scored");
    }

    @Override
    public void close() {
        questions.close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
