// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import io.elbow.config.BadInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Artifacts as files. */
public final class ModelStore {
    /** Far above any artifact; keeps a wrong path from filling the memory. */
    private static final long MAX_BYTES = 1L << 30;

    private ModelStore() {}

    /**
     * Reads a file.
     *
     * @throws ArtifactException naming the file and the reason
     * @throws BadInputException where there is no such file or it cannot be read
     */
    public static ModelArtifact load(Path file) {
        byte[] bytes = read(file);
        try {
            return ArtifactCodec.decode(bytes);
        } catch (ArtifactException e) {
            throw new ArtifactException(file + ": " + e.getMessage(), e);
        }
    }

    private static byte[] read(Path file) {
        if (Files.isDirectory(file)) {
            throw new BadInputException(file + " is a folder: name the model file in it");
        }
        if (!Files.exists(file)) {
            throw new BadInputException(file + " does not exist: check the path, or write a model by train --output");
        }
        try {
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                throw new ArtifactException(file + " has " + size + " bytes, an artifact at most " + MAX_BYTES);
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new BadInputException(file + " cannot be read: " + reason(e), e);
        }
    }

    /** Writes beside, then moves: never a half-written file. Throws BadInputException where it cannot be written. */
    public static void save(ModelArtifact artifact, Path file) {
        byte[] bytes = ArtifactCodec.encode(artifact);
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file)) {
            throw new BadInputException(file + " is a folder: name a file in it");
        }
        if (folder == null || !Files.isDirectory(folder)) {
            throw new BadInputException(
                    file + " cannot be written: there is no folder " + folder + ", create it first");
        }
        // Not Files.createTempFile, which would leave the model readable to its owner alone.
        Path beside = folder.resolve("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            write(bytes, beside);
            move(beside, file);
        } catch (IOException e) {
            throw new BadInputException(
                    file + " cannot be written: " + reason(e) + "; check permissions and space, or name another file",
                    e);
        } finally {
            deleteQuietly(beside);
        }
    }

    private static void write(byte[] bytes, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
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

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // What failed before is the news; a leftover temporary file is not.
        }
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName() + " " + e.getMessage();
    }
}
