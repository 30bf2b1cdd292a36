// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ArtifactException;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.ModelStore;
import io.elbow.job.detect.ModelAcceptance;
import io.elbow.job.event.ModelUpdate;
import io.elbow.job.operator.InitialModel;
import io.elbow.kafka.ModelsTopic.Resolved;
import io.elbow.kafka.PublishedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Finds the model that the job starts with: the models topic's champion, else the file; the file first where it
 * overrides; else waits for a champion, saying every tenth round for what.
 */
public final class InitialModelFinder {
    /** Rounds of waiting from one word to the next. */
    private static final int ROUNDS_A_WORD = 10;

    /**
     * What was found.
     *
     * @param modelsOffset the offset behind what was read of the models topic
     * @param origin for people: the topic or the file
     * @param models the same model as the tasks begin with it, and from which event time on
     * @param keptKeys the topic's keys of the artifacts that it keeps, oldest first
     */
    public record Found(
            ModelArtifact artifact, long modelsOffset, String origin, InitialModel models, List<String> keptKeys) {}

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
    public InitialModelFinder(
            String detector, String topic, Supplier<Resolved> models, Pause pause, Consumer<String> log) {
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
                ModelArtifact artifact = fromFile.get();
                return new Found(
                        artifact,
                        resolved.nextOffset(),
                        "file " + file.orElseThrow(),
                        InitialModel.of(ArtifactCodec.encode(artifact)),
                        keptKeys(resolved));
            }
            if (resolved.champion().isPresent()) {
                ModelArtifact champion = decode(resolved.champion().get());
                return new Found(
                        champion,
                        resolved.nextOffset(),
                        "topic " + topic,
                        models(resolved, champion.manifest()),
                        keptKeys(resolved));
            }
            if (round % ROUNDS_A_WORD == 0) {
                log.accept("waiting for a model of detector " + detector + " on topic " + topic
                        + ": publish one, or start with --model FILE");
            }
            pause.await();
        }
    }

    /** A champion with an activation is not the model of the records before it: that is the one published before. */
    private static InitialModel models(Resolved resolved, Manifest manifest) {
        PublishedModel champion = resolved.champion().orElseThrow();
        OptionalLong activation = ModelAcceptance.activation(champion.activation());
        if (activation.isEmpty()) {
            return new InitialModel(champion.bytes(), champion.offset(), ModelUpdate.NONE, null);
        }
        byte[] previous = resolved.kept().stream()
                .filter(kept -> kept.role().equals(ModelUpdate.CHAMPION))
                .filter(kept -> !Arrays.equals(kept.bytes(), champion.bytes()))
                .filter(kept -> readsTheSame(kept, manifest))
                .findFirst()
                .map(PublishedModel::bytes)
                .orElse(null);
        return new InitialModel(champion.bytes(), champion.offset(), activation.getAsLong(), previous);
    }

    private static List<String> keptKeys(Resolved resolved) {
        List<String> newestFirst =
                resolved.kept().stream().map(PublishedModel::key).collect(Collectors.toCollection(ArrayList::new));
        Collections.reverse(newestFirst);
        return newestFirst;
    }

    private static boolean readsTheSame(PublishedModel kept, Manifest manifest) {
        try {
            Manifest its = ArtifactCodec.decode(kept.bytes()).manifest();
            return its.featureNames().equals(manifest.featureNames())
                    && manifest.conditions()
                            .columnNames()
                            .containsAll(its.conditions().columnNames());
        } catch (ArtifactException e) {
            return false;
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
