// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.data.Dataset;
import io.elbow.features.Standardizer;
import io.elbow.job.detect.IncidentState;
import io.elbow.job.detect.Incidents;
import io.elbow.job.event.Alert;
import io.elbow.job.event.FeatureCost;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.operator.ModelScorers;
import io.elbow.scoring.Scorer;
import io.elbow.scoring.TableSink;
import io.elbow.scoring.Verdict;
import io.elbow.stream.BatchScoring;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.RecordMetadata;

/** The alerts that rows which lie on a topic must give: the table scored as a file, through the same incident logic. */
public final class ExpectedAlerts implements TableSink {
    /** Scores are equal within this share of 1 + their terms' sizes. */
    private static final double EQUAL = 1e-5;

    private static final double CRITICAL = 100;

    private final ModelArtifact model;
    private final Incidents incidents;
    private final List<RecordMetadata> places;
    private final Map<String, IncidentState> states = new HashMap<>();
    private final List<Alert> alerts = new ArrayList<>();

    private ExpectedAlerts(ModelArtifact model, Duration cooldown, List<RecordMetadata> places) {
        this.model = model;
        incidents = new Incidents(model.manifest().detector(), cooldown);
        this.places = places;
    }

    /**
     * Computes the alerts.
     *
     * @param places the position of each row on the topic, by row number
     */
    public static List<Alert> of(
            ModelArtifact model, Duration cooldown, List<Dataset.Row> rows, List<RecordMetadata> places) {
        ExpectedAlerts expected = new ExpectedAlerts(model, cooldown, places);
        try (Scorer scorer = new ModelScorers().create(model, ScorerChoice.JAVA)) {
            new BatchScoring(model.manifest(), scorer, model.manifest().alertRate(), null)
                    .score(SeriesRecords.dataset(rows), expected);
        }
        return expected.alerts;
    }

    /**
     * Rows so close to a limit that another order of summing may change their verdict, as with another scorer or batch.
     */
    public static List<Long> closeCalls(ModelArtifact model, List<Dataset.Row> rows) {
        double rate = model.manifest().alertRate();
        double[] limits = {
            model.manifest().calibration().threshold(rate),
            model.manifest().calibration().threshold(rate / CRITICAL)
        };
        List<Long> close = new ArrayList<>();
        try (Scorer scorer = new ModelScorers().create(model, ScorerChoice.JAVA)) {
            new BatchScoring(model.manifest(), scorer, rate, null)
                    .score(SeriesRecords.dataset(rows), new CloseCalls(limits, close));
        }
        return close;
    }

    private record CloseCalls(double[] limits, List<Long> found) implements TableSink {
        @Override
        public void scored(Dataset.Row row, Verdict verdict, double[] featureNats, Standardizer by) {
            double nats = Arrays.stream(featureNats).map(Math::abs).sum();
            double equal = EQUAL * (1 + nats + verdict.kl());
            if (Arrays.stream(limits).anyMatch(limit -> Math.abs(verdict.score() - limit) <= equal)) {
                found.add(row.number());
            }
        }

        @Override
        public void late(Dataset.Row row) {
            throw inOrder(row);
        }
    }

    @Override
    public void scored(Dataset.Row row, Verdict verdict, double[] featureNats, Standardizer by) {
        RecordMetadata place = places.get((int) row.number());
        ScoredObservation scored = new ScoredObservation(
                row.key(),
                row.timestampMillis(),
                verdict.score(),
                0,
                verdict.reconstruction(),
                verdict.kl(),
                verdict.pValue(),
                verdict.anomaly(),
                verdict.critical(),
                new FeatureCost[0],
                model.modelId(),
                place.topic(),
                place.partition(),
                place.offset(),
                verdict.smoothed(),
                new String[0],
                false,
                Double.NaN,
                Double.NaN,
                false);
        alerts.addAll(incidents.onScored(states.computeIfAbsent(row.key(), key -> new IncidentState()), scored));
    }

    @Override
    public void late(Dataset.Row row) {
        throw inOrder(row);
    }

    private static IllegalStateException inOrder(Dataset.Row row) {
        return new IllegalStateException("the rows are in order, but row " + row.number() + " is late");
    }
}
