// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Files that are written next to their place and then moved, so that nobody meets half of one. */
public final class WholeFiles {
    private WholeFiles() {}

    /** Writes a file's content. */
    @FunctionalInterface
    public interface Content {
        void writeTo(Path temporary) throws IOException;
    }

    /**
     * Writes a file whole, in place of one that is there; where that fails the old one stays.
     *
     * @throws IOException where the content, the disk or the folder does
     */
    public static void write(Path file, Content content) throws IOException {
        Path temporary = temporary(file);
        try {
            temporary.toFile().deleteOnExit(); // Ctrl-C
            content.writeTo(temporary);
            force(temporary);
            move(temporary, file);
        } finally {
            deleteQuietly(temporary);
        }
    }

    /**
     * A hidden name in the same folder that nothing else has. Not a file of Files.createTempFile, which would be
     * readable to its owner alone.
     */
    public static Path temporary(Path file) {
        return file.toAbsolutePath().resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".part");
    }

    /** On the disk before it is moved: a crash must not leave an empty file where a whole one was. */
    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void deleteQuietly(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            // What failed before is the news; the JVM tries again when it ends.
        }
    }
}
