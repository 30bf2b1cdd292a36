// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import io.elbow.config.BadInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The folder where a local run keeps its data: the one that the user named, or a temporary one that is deleted after
 * the run.
 */
record WorkFolder(Path path, boolean temporary) implements AutoCloseable {

    /**
     * Opens the folder.
     *
     * @param named null: a temporary folder
     */
    static WorkFolder of(Path named) {
        try {
            if (named == null) {
                return new WorkFolder(Files.createTempDirectory("elbow-"), true);
            }
            return new WorkFolder(Files.createDirectories(named.toAbsolutePath()), false);
        } catch (IOException e) {
            throw new BadInputException(
                    "cannot create the data folder " + (named == null ? "in java.io.tmpdir" : named) + ": "
                            + e.getMessage() + "; choose another with --data",
                    e);
        }
    }

    @Override
    public void close() {
        if (!temporary) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // Files that the operating system still holds are left to its own clean-up of temporary files.
        }
    }
}
