// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ArtifactException;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.ModelStore;
import io.elbow.kafka.ModelsTopic.Resolved;
import io.elbow.kafka.PublishedModel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Finds the model that the job starts with: the models topic's champion, else the file; the file first where it
 * overrides; else waits for a champion, saying every tenth round for what.
 */
public final class FirstModel {
    /** Rounds of waiting from one word to the next. */
    private static final int ROUNDS_A_WORD = 10;

    /**
     * What was found.
     *
     * @param modelsOffset the offset behind what was read of the models topic
     * @param origin for people: the topic or the file
     */
    public record Found(ModelArtifact artifact, long modelsOffset, String origin) {}

    /** A moment between two looks, a second in earnest. */
    @FunctionalInterface
    public interface Pause {
        void await() throws InterruptedException;
    }

    private final String detector;
    private final String topic;
    private final Supplier<Resolved> models;
    private final Pause pause;
    private final Consumer<String> log;

    /** @param models reads the models topic to its end */
    public FirstModel(String detector, String topic, Supplier<Resolved> models, Pause pause, Consumer<String> log) {
        this.detector = detector;
        this.topic = topic;
        this.models = models;
        this.pause = pause;
        this.log = log;
    }

    /**
     * Looks, and waits where there is nothing.
     *
     * @param override whether the file beats the topic's champion
     */
    public Found find(Optional<Path> file, boolean override) throws InterruptedException {
        // Before waiting for anything: a file that cannot be read is the caller's mistake whoever wins.
        Optional<ModelArtifact> fromFile = file.map(ModelStore::load);
        for (int round = 0; ; round++) {
            Resolved resolved = models.get();
            if (fromFile.isPresent() && (override || resolved.champion().isEmpty())) {
                return new Found(fromFile.get(), resolved.nextOffset(), "file " + file.orElseThrow());
            }
            if (resolved.champion().isPresent()) {
                return new Found(decode(resolved.champion().get()), resolved.nextOffset(), "topic " + topic);
            }
            if (round % ROUNDS_A_WORD == 0) {
                log.accept("waiting for a model of detector " + detector + " on topic " + topic
                        + ": publish one, or start with --model FILE");
            }
            pause.await();
        }
    }

    private ModelArtifact decode(PublishedModel champion) {
        try {
            return ArtifactCodec.decode(champion.bytes());
        } catch (ArtifactException e) {
            throw new ArtifactException(
                    "the champion at offset " + champion.offset() + " of topic " + topic + " cannot be used: "
                            + e.getMessage() + "; publish another, or start with --model FILE --model-override",
                    e);
        }
    }
}
