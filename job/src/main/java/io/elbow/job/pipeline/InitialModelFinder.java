// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ArtifactException;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.ModelStore;
import io.elbow.job.detect.InitialModel;
import io.elbow.job.detect.RegisteredModel;
import io.elbow.kafka.ModelsTopic.Resolved;
import io.elbow.protocol.ModelMessage;
import io.elbow.protocol.ModelRole;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Finds the model that the job starts with: the models topic's champion, else the file; the file first where it
 * overrides; else waits for a champion, saying now and then for what.
 */
public final class InitialModelFinder {
    /** Rounds of waiting from the first log line to the second; the pauses double up to {@link #MOST_ROUNDS}. */
    private static final int FIRST_ROUNDS = 10;

    private static final int MOST_ROUNDS = 600;

    /**
     * What was found.
     *
     * @param artifact the model, for the client
     * @param model the same as the tasks begin with it, and from which event time on
     * @param modelsOffset the offset behind what was read of the models topic
     * @param origin for people: the topic or the file
     * @param keptKeys the topic's keys of the artifacts that it keeps, oldest first
     */
    public record Found(
            ModelArtifact artifact, InitialModel model, long modelsOffset, String origin, List<String> keptKeys) {
        /** Whether it was not taken from the models topic. */
        boolean isFromFile() {
            return model.offset() == ModelMessage.NONE;
        }
    }

    /** A moment between two looks, a second in earnest. */
    @FunctionalInterface
    public interface Pause {
        void await() throws InterruptedException;
    }

    /** Makes a model where there is none. */
    @FunctionalInterface
    public interface Maker {
        /**
         * Called each round without a model, and says itself what it waits for. Returns whether it has published one.
         */
        boolean make() throws InterruptedException;
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
        return find(file, override, Optional.empty());
    }

    /**
     * Looks, and where there is nothing waits, or lets a model be made.
     *
     * @param override whether the file beats the topic's champion
     */
    public Found find(Optional<Path> file, boolean override, Optional<Maker> maker) throws InterruptedException {
        // Before waiting for anything: a file that cannot be read is the caller's mistake whoever wins.
        Optional<RegisteredModel> fromFile = file.map(InitialModelFinder::load);
        long nextLine = 0;
        for (long round = 0; ; round++) {
            Resolved resolved = models.get();
            if (fromFile.isPresent() && (override || resolved.champion().isEmpty())) {
                RegisteredModel model = fromFile.get();
                return new Found(
                        model.artifact(),
                        InitialModel.of(model.bytes()),
                        resolved.nextOffset(),
                        "file " + file.orElseThrow(),
                        resolved.keptKeys());
            }
            if (resolved.champion().isPresent()) {
                ModelArtifact champion = decode(resolved.champion().get());
                return new Found(
                        champion,
                        model(resolved, champion.manifest()),
                        resolved.nextOffset(),
                        "topic " + topic,
                        resolved.keptKeys());
            }
            if (maker.isPresent() && maker.get().make()) {
                continue;
            }
            if (maker.isEmpty() && round == nextLine) {
                nextLine = round + Math.max(FIRST_ROUNDS, Math.min(MOST_ROUNDS, round));
                log.accept("waiting for a model of detector " + detector + " on topic " + topic
                        + ": publish one, start with --model FILE, or let it be trained (train.after)");
            }
            pause.await();
        }
    }

    private static RegisteredModel load(Path file) {
        byte[] bytes = ModelStore.read(file);
        return new RegisteredModel(ModelStore.decode(bytes, file), bytes);
    }

    /** A champion with an activation is not the model of the records before it: that is the one published before. */
    private static InitialModel model(Resolved resolved, Manifest manifest) {
        ModelMessage champion = resolved.champion().orElseThrow();
        OptionalLong activation = champion.headers().activationMillis();
        if (activation.isEmpty()) {
            return new InitialModel(champion.artifact(), champion.offset(), ModelMessage.NONE, null);
        }
        byte[] previous = resolved.kept().stream()
                .filter(kept -> kept.headers().role() == ModelRole.CHAMPION)
                .filter(kept -> !resolved.isChampion(kept))
                .filter(kept -> readsTheSame(kept, manifest))
                .findFirst()
                .map(ModelMessage::artifact)
                .orElse(null);
        return new InitialModel(champion.artifact(), champion.offset(), activation.getAsLong(), previous);
    }

    private static boolean readsTheSame(ModelMessage kept, Manifest manifest) {
        try {
            Manifest its = ArtifactCodec.decode(kept.artifact()).manifest();
            return its.sources().equals(manifest.sources())
                    && manifest.conditions()
                            .columnNames()
                            .containsAll(its.conditions().columnNames());
        } catch (ArtifactException e) {
            return false;
        }
    }

    private ModelArtifact decode(ModelMessage champion) {
        try {
            return ArtifactCodec.decode(champion.artifact());
        } catch (ArtifactException e) {
            throw new ArtifactException(
                    "the champion at offset " + champion.offset() + " of topic " + topic + " cannot be used: "
                            + e.getMessage() + "; publish another, or start with --model FILE --model-override",
                    e);
        }
    }
}
