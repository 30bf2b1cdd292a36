// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.config.BadInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Files that are written beside their place and then moved, so that nobody meets half of one. */
final class OutputFiles {
    private OutputFiles() {}

    /** Fails before the work is done, not after. */
    static void requireWritable(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file)) {
            throw new BadInputException("--output " + file + " is a folder; name a file in it");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            // Moving onto a device would replace it.
            throw new BadInputException("--output " + file + " is no ordinary file; name another");
        }
        if (folder == null || !Files.isDirectory(folder)) {
            throw new BadInputException("--output " + file + ": the folder " + folder + " does not exist; create it");
        }
        try {
            Files.delete(Files.createFile(beside(file)));
        } catch (IOException e) {
            throw new BadInputException(
                    "--output " + file + ": cannot write to the folder " + folder + "; choose another", e);
        }
    }

    /** Writes the content. */
    interface Content {
        void writeTo(Path temporary) throws IOException;
    }

    static void write(Path file, Content content) {
        requireWritable(file);
        Path temporary = beside(file);
        try {
            temporary.toFile().deleteOnExit(); // Ctrl-C
            content.writeTo(temporary);
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (UncheckedIOException e) {
            throw unwritten(file, e.getCause());
        } catch (IOException e) {
            throw unwritten(file, e);
        } finally {
            deleteQuietly(temporary);
        }
    }

    /** Not a file of Files.createTempFile, which would be readable to its owner alone. */
    private static Path beside(Path file) {
        return file.toAbsolutePath().resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".part");
    }

    private static UncheckedIOException unwritten(Path file, IOException e) {
        return new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }

    private static void deleteQuietly(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            // The JVM tries again when it ends.
        }
    }
}
