// SPDX-License-Identifier: Apache-2.0
package io.elbow.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of the machine that some tests need: a test is skipped, with a message, where its program is missing. */
public final class DebianTools {
    private static final long PATIENCE_SECONDS = 60;

    private DebianTools() {}

    /** @return the command of a Python that has numpy */
    public static String assumePythonWithNumpy() {
        for (String python : List.of("/usr/bin/python3", "python3")) {
            if (succeeds(python, "-c", "import numpy")) {
                return python;
            }
        }
        assumeTrue(false, "needs python3 with numpy: apt-get install python3-numpy");
        throw new IllegalStateException("an assumption that fails ends the test");
    }

    private static boolean succeeds(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
