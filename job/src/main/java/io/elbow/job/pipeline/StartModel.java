// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ArtifactException;
import io.elbow.config.BadInputException;
import io.elbow.config.DetectorConfig;
import io.elbow.kafka.KafkaUnavailableException;
import io.elbow.kafka.ModelsTopic;
import io.elbow.kafka.PublishOptions;
import io.elbow.protocol.ModelMessage;
import io.elbow.protocol.ModelRole;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The model that a job starts with: found, checked, and published where it comes from a file and the models topic has
 * none. Else {@code models list} would be empty while a model scores, and {@code retrain --publish} would find nothing
 * to go on from.
 *
 * <p>A champion that the topic has already, and that this configuration could use, stays there also where the file
 * overrides it: a job that is started anew by the same command line, by hand or by Flink itself, must not undo what was
 * published since.
 */
public final class StartModel {
    /** Who published, in the models topic. */
    static final String PUBLISHER = "start";

    private final DetectorConfig config;
    private final ModelsTopic topic;
    private final Consumer<String> log;

    /** @param log takes a line now and then */
    public StartModel(DetectorConfig config, Consumer<String> log) {
        this.config = config;
        this.topic = new ModelsTopic(config);
        this.log = log;
    }

    /**
     * Finds one, waits where there is none, and publishes it where nobody has.
     *
     * @param file what to take where the models topic has no champion
     * @param override whether the file beats that champion
     * @throws io.elbow.config.BadInputException if it does not go with the configuration
     */
    public InitialModelFinder.Found get(Optional<Path> file, boolean override, InitialModelFinder.Pause pause)
            throws InterruptedException {
        String name = config.kafka().topics().models();
        InitialModelFinder.Found found = new InitialModelFinder(config.name(), name, topic::resolve, pause, log)
                .find(file, override, FirstModel.ifWanted(config, log));
        StartChecks.model(config, found.artifact());
        if (found.isFromFile()) {
            publish(found);
        }
        return found;
    }

    private void publish(InitialModelFinder.Found found) {
        String id = found.artifact().shortId();
        Optional<ModelMessage> champion = topic.resolve().champion();
        if (champion.isEmpty()) {
            publish(found, id, "the models topic had no champion");
        } else if (!fits(champion.get())) {
            publish(found, id, "the models topic's champion does not go with the configuration");
        } else if (!id.equals(shortId(champion.get()))) {
            log.accept("model " + id + " of " + found.origin() + " overrides the models topic's champion "
                    + shortId(champion.get()) + ", which stays there; `elbow-trainer publish` makes it the champion");
        }
    }

    /** The job does without it, so that a user who may not publish can still run one. */
    private void publish(InitialModelFinder.Found found, String id, String why) {
        try {
            topic.publish(found.artifact(), new PublishOptions(ModelRole.CHAMPION, PUBLISHER, null, true));
            log.accept("published " + id + " of " + found.origin() + ": " + why);
        } catch (KafkaUnavailableException e) {
            log.accept(why + ", and " + id + " was not published as one: " + e.getMessage());
        }
    }

    /** Whether a start without the file could use what the topic has. */
    private boolean fits(ModelMessage champion) {
        try {
            StartChecks.model(config, ArtifactCodec.decode(champion.artifact()));
            return true;
        } catch (BadInputException e) {
            return false;
        }
    }

    private static String shortId(ModelMessage champion) {
        try {
            return ArtifactCodec.decode(champion.artifact()).shortId();
        } catch (ArtifactException e) {
            return "at offset " + champion.offset() + " (" + e.getMessage() + ")";
        }
    }
}
