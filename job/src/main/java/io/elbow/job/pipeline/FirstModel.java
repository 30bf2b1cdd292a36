// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.Provenance;
import io.elbow.config.BadInputException;
import io.elbow.config.DetectorConfig;
import io.elbow.data.CollectedSpan;
import io.elbow.data.ColumnChoice;
import io.elbow.data.Dataset;
import io.elbow.data.KeyOrder;
import io.elbow.data.RowSample;
import io.elbow.kafka.ModelsTopic;
import io.elbow.kafka.PublishOptions;
import io.elbow.kafka.RecordsSpan;
import io.elbow.kafka.RecordsTopic;
import io.elbow.scoring.TrainingWarnings;
import io.elbow.vae.DataProvenance;
import io.elbow.vae.FitContext;
import io.elbow.vae.FitProgress;
import io.elbow.vae.ModelFitter;
import io.elbow.vae.Recipe;
import io.elbow.vae.StopRequest;
import io.elbow.vae.TrainingPlan;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes the first model of a detector that has none: waits until the records topic spans {@code train.after}, fits as
 * {@code train --from-kafka} does, and publishes.
 */
public final class FirstModel implements InitialModelFinder.Maker {
    /** Rounds from one look at the topic to the next. */
    private static final int ROUNDS_A_LOOK = 10;

    /** Of the heap, for rows; the rest is for the fit. */
    private static final double ROWS_SHARE = 0.4;

    private final DetectorConfig config;
    private final Consumer<String> log;
    private final InstantSource clock;
    private int round;
    private int looks;
    private int nextLine;

    /** @param log takes a line now and then */
    public FirstModel(DetectorConfig config, Consumer<String> log, InstantSource clock) {
        this.config = config;
        this.log = log;
        this.clock = clock;
    }

    /** One where the configuration asks for it. */
    public static Optional<InitialModelFinder.Maker> ifWanted(DetectorConfig config, Consumer<String> log) {
        return config.train().after() == null
                ? Optional.empty()
                : Optional.of(new FirstModel(config, log, InstantSource.system()));
    }

    @Override
    public boolean make() throws InterruptedException {
        if (round++ % ROUNDS_A_LOOK != 0) {
            return false;
        }
        Duration after = config.train().after();
        CollectedSpan span = RecordsSpan.look(config);
        boolean enough = span.isEnough(after);
        // After 10, 20, 40 seconds and so on, then every ten minutes.
        if (enough || looks == nextLine) {
            nextLine = looks == 0 ? 1 : Math.min(2 * looks, looks + 60);
            log.accept(span.line(after));
        }
        looks++;
        if (enough) {
            fitAndPublish();
        }
        return enough;
    }

    private void fitAndPublish() throws InterruptedException {
        Instant now = clock.instant();
        TrainingPlan plan = plan(config);
        RowSample.Bound bound = new RowSample.Bound(
                true,
                plan.rows().shingleLength(),
                (long) (ROWS_SHARE * Runtime.getRuntime().maxMemory()),
                plan.fit().seed());
        RecordsTopic.Wanted wanted = new RecordsTopic.Wanted(
                ColumnChoice.named(config.record().features()),
                config.condition().columnNames(),
                Duration.between(Instant.EPOCH, now),
                bound,
                config.record().sources());
        RecordsTopic.ReadBack read = RecordsTopic.read(config, wanted, now);
        Dataset rows = read.dataset();
        KeyOrder.fault(rows).ifPresent(fault -> {
            throw new BadInputException(fault);
        });
        rows.notes().forEach(note -> log.accept("note: " + note));
        TrainingWarnings.of(rows, read.table().breaks()).forEach(warning -> log.accept("warning: " + warning));
        log.accept("fitting the first model to " + rows.rows().size() + " records of " + rows.source());
        Provenance provenance =
                DataProvenance.of(read.table().summary(), List.of(rows.source()), read.endOffsets(), now);
        StopRequest stop = new StopRequest();
        FitProgress untilInterrupted = (fit, fits) -> step -> {
            if (Thread.currentThread().isInterrupted()) {
                stop.make();
            }
        };
        FitContext context = FitContext.of(untilInterrupted);
        ModelArtifact model = new ModelFitter(
                        Recipe.masked(plan, rows),
                        new FitContext(untilInterrupted, stop, context.device(), context.threads()),
                        null)
                .fit(rows, provenance);
        if (Thread.interrupted()) {
            throw new InterruptedException("stopped while the first model was fitted");
        }
        new ModelsTopic(config).publish(model, PublishOptions.champion("train.after"));
    }

    /** As {@code train} fits where it is given the configuration and no flag. */
    public static ModelArtifact fit(DetectorConfig config, Dataset rows, Provenance provenance, FitProgress progress) {
        return new ModelFitter(Recipe.masked(plan(config), rows), progress).fit(rows, provenance);
    }

    private static TrainingPlan plan(DetectorConfig config) {
        TrainingPlan.Origin origin = TrainingPlan.Origin.of(config.name(), config.record());
        return Recipe.series(origin, config.shingle().length(), config.training());
    }
}
