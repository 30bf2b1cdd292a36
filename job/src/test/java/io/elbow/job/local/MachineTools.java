// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Checks for programs of the machine that some tests need; {@code .ci/run} installs them and fails if one was missing.
 */
final class MachineTools {
    private MachineTools() {}

    /** Skips the test if the command is missing, and names its Debian package. */
    static void assume(String command, String debianPackage) {
        boolean installed = Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
        assumeTrue(installed, "needs " + command + ": apt-get install " + debianPackage);
    }
}
