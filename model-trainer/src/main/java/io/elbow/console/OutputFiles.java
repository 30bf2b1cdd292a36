// SPDX-License-Identifier: Apache-2.0
package io.elbow.console;

import io.elbow.artifact.WholeFiles;
import io.elbow.config.BadInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What commands write: checked before the work, and there as a whole or not at all. */
public final class OutputFiles {
    private OutputFiles() {}

    /** Fails before the work is done, not after. */
    public static void requireWritable(Path file) {
        requireWritable("--output", file);
    }

    /**
     * Fails before the work is done, not after.
     *
     * @param flag that named the file
     * @throws BadInputException naming flag, file and remedy
     */
    public static void requireWritable(String flag, Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file)) {
            throw new BadInputException(flag + " " + file + " is a folder; name a file in it");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            // Moving onto a device would replace it.
            throw new BadInputException(flag + " " + file + " is no ordinary file; name another");
        }
        if (folder == null || !Files.isDirectory(folder)) {
            throw new BadInputException(flag + " " + file + ": the folder " + folder + " does not exist; create it");
        }
        try {
            Files.delete(Files.createFile(WholeFiles.temporary(file)));
        } catch (IOException e) {
            throw new BadInputException(
                    flag + " " + file + ": cannot write to the folder " + folder + "; choose another", e);
        }
    }

    /**
     * Writes a file whole; see {@link WholeFiles}.
     *
     * @throws UncheckedIOException naming the file where it cannot be written
     */
    public static void write(Path file, WholeFiles.Content content) {
        write("--output", file, content);
    }

    /**
     * Writes a file whole; see {@link WholeFiles}.
     *
     * @param flag that named the file
     * @throws UncheckedIOException naming the file where it cannot be written
     */
    public static void write(String flag, Path file, WholeFiles.Content content) {
        requireWritable(flag, file);
        try {
            WholeFiles.write(file, content);
        } catch (UncheckedIOException e) {
            throw unwritten(file, e.getCause());
        } catch (IOException e) {
            throw unwritten(file, e);
        }
    }

    private static UncheckedIOException unwritten(Path file, IOException e) {
        return new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
}
