// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import io.elbow.config.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

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
        return decode(read(file), file);
    }

    /**
     * What a file's bytes say.
     *
     * @throws ArtifactException naming the file and the reason
     */
    public static ModelArtifact decode(byte[] bytes, Path file) {
        try {
            return ArtifactCodec.decode(bytes);
        } catch (ArtifactException e) {
            throw new ArtifactException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * A file's bytes.
     *
     * @throws BadInputException where there is no such file or it cannot be read
     */
    public static byte[] read(Path file) {
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

    /**
     * Writes a temporary file, then moves it: never a half-written file. Throws BadInputException where it cannot be
     * written.
     */
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
        try {
            WholeFiles.write(file, temporary -> Files.write(temporary, bytes, StandardOpenOption.CREATE_NEW));
        } catch (IOException e) {
            throw new BadInputException(
                    file + " cannot be written: " + reason(e) + "; check permissions and space, or name another file",
                    e);
        }
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName() + " " + e.getMessage();
    }
}
