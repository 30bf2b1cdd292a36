// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.config.BadInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that are written beside their place and then moved, so that nobody meets half of one. */
final class OutputFiles {
    private OutputFiles() {}

    /** Fails before the work is done, not after. */
    static void requireWritable(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file)) {
            throw new BadInputException("--output " + file + " is a folder; name a file");
        }
        if (folder == null || !Files.isDirectory(folder)) {
            throw new BadInputException("--output " + file + ": the folder " + folder + " does not exist; create it");
        }
        try {
            Files.delete(Files.createTempFile(folder, ".elbow", ".probe"));
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
        Path temporary = null;
        try {
            temporary = Files.createTempFile(file.toAbsolutePath().getParent(), "." + file.getFileName(), ".part");
            content.writeTo(temporary);
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
        } finally {
            deleteQuietly(temporary);
        }
    }

    private static void deleteQuietly(Path temporary) {
        try {
            if (temporary != null) {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            temporary.toFile().deleteOnExit();
        }
    }
}
