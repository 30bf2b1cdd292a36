// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import io.elbow.config.BadInputException;
import io.elbow.kafka.KafkaUnavailableException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.apache.kafka.server.util.FileLock;

/**
 * A broker's data folder, formatted. The checks come before the broker starts, because a Kafka server that finds its
 * folder unusable ends the whole JVM instead of throwing.
 */
record BrokerDirectory(Path path) {
    private static final String META_PROPERTIES = "meta.properties";
    private static final String LOCK = ".lock";

    /** Makes and formats the folder unless an earlier broker did. */
    static BrokerDirectory prepare(Path path) {
        BrokerDirectory directory = new BrokerDirectory(path.toAbsolutePath());
        try {
            Files.createDirectories(directory.path);
            if (!Files.exists(directory.path.resolve(META_PROPERTIES))) {
                directory.requireEmpty();
                directory.format();
            }
        } catch (IOException e) {
            throw unwritable(path, e);
        }
        return directory;
    }

    private void requireEmpty() throws IOException {
        try (Stream<Path> entries = Files.list(path)) {
            if (entries.findAny().isPresent()) {
                throw new BadInputException("the folder " + path
                        + " is not empty and holds no Kafka data; name a new or an empty one with --data");
            }
        }
        if (!Files.isWritable(path)) {
            throw new IOException("not writable");
        }
    }

    private void format() {
        try {
            formatter(path).run();
        } catch (Exception e) {
            throw new KafkaUnavailableException(
                    "the folder " + path + " could not be made a Kafka data folder: " + e.getMessage(), e);
        }
    }

    /**
     * Formats the folder for a new cluster of one node, as {@link BrokerProperties} sets it up, without printing
     * anything.
     */
    static Formatter formatter(Path path) {
        return new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(BrokerProperties.NODE_ID)
                .setControllerListenerName(BrokerProperties.CONTROLLER_LISTENER)
                .setMetadataLogDirectory(path.toString())
                .addDirectory(path.toString())
                .setReleaseVersion(MetadataVersion.latestProduction());
    }

    /**
     * Refuses a folder that a broker is using.
     *
     * @throws BadInputException where another broker, of this JVM or another, uses the folder
     */
    void requireUnused() {
        try {
            FileLock lock = new FileLock(path.resolve(LOCK).toFile());
            boolean locked = lock.tryLock();
            lock.destroy();
            if (!locked) {
                throw new BadInputException("the folder " + path
                        + " is in use by another broker; stop that one or name another folder with --data");
            }
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    private static BadInputException unwritable(Path path, IOException e) {
        return new BadInputException(
                "the data folder " + path + " cannot be written (" + e.getMessage() + "); name another with --data", e);
    }
}
