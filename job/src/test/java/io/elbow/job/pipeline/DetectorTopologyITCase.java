// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ModelArtifact;
import io.elbow.config.DetectorConfig;
import io.elbow.data.Observation;
import io.elbow.job.event.Alert;
import io.elbow.job.event.ModelsInput;
import io.elbow.job.event.ParsedRecord;
import io.elbow.job.event.RejectedRecord;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.event.SourcedObservation;
import io.elbow.job.metrics.MetricsServer;
import io.elbow.job.operator.TestingMessages;
import io.elbow.job.operator.TestingModels;
import io.elbow.job.operator.TestingScorer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs the whole topology in a MiniCluster, without Kafka, with two subtasks and a bounded number of records. */
class DetectorTopologyITCase {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(2)
            .build());

    private static final String[] KEYS = {"m1", "m2", "m3"};
    private static final int RECORDS_A_KEY = 200;
    private static final long STEP_MILLIS = 60_000;

    private final DetectorConfig config = TestingConfigs.config(TestingConfigs.RECORD, TestingConfigs.SHINGLE);
    private final ModelArtifact model = TestingModels.model(1, 1);

    @BeforeEach
    @AfterEach
    void reset() {
        MetricsServer.reset();
    }

    private static ParsedRecord observed(String key, long timestampMillis, long offset, double deviations) {
        double value = TestingModels.MEAN + deviations * TestingModels.DEVIATION;
        return ParsedRecord.of(new SourcedObservation(
                new Observation(key, timestampMillis, new double[] {value, TestingModels.MEAN}),
                "metrics",
                0,
                offset,
                null,
                new byte[] {1}));
    }

    /** Records in which each key has an anomaly at 50, 51 and 150, and at the end one late and one rejected record. */
    private static List<ParsedRecord> records() {
        List<ParsedRecord> records = new ArrayList<>();
        for (int step = 0; step < RECORDS_A_KEY; step++) {
            for (String key : KEYS) {
                boolean anomaly = step == 50 || step == 51 || step == 150;
                records.add(observed(key, step * STEP_MILLIS, records.size(), anomaly ? 50 : 1));
            }
        }
        for (String key : KEYS) {
            records.add(observed(key, 0, records.size(), 1));
        }
        RejectedRecord rejected =
                RejectedRecord.of("malformed-json", "x", "y", "metrics", 0, records.size(), null, new byte[] {7}, 10);
        records.add(ParsedRecord.of(rejected, 0));
        return records;
    }

    private static <T> List<T> all(Iterator<T> results) {
        List<T> all = new ArrayList<>();
        results.forEachRemaining(all::add);
        return all;
    }

    @Test
    void everyRecordIsScoredOrADeadLetterAndEveryIncidentOpensAndCloses() throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        DetectorJob.settings(env, config);
        DataStream<ParsedRecord> records = env.fromData(
                        TypeInformation.of(ParsedRecord.class), records().toArray(ParsedRecord[]::new))
                .uid("test-records")
                .setParallelism(1)
                .assignTimestampsAndWatermarks(new RecordWatermarks())
                .uid("test-time")
                .setParallelism(1);
        // A broken model, which is refused, and a good one, which may come before or between the records.
        ModelArtifact second = TestingModels.model(1, 2);
        DataStream<ModelsInput> models = env.fromData(
                        TypeInformation.of(ModelsInput.class),
                        ModelsInput.of(TestingMessages.champion(new byte[] {1, 2, 3}, 0)),
                        ModelsInput.of(TestingMessages.champion(ArtifactCodec.encode(second), 1)))
                .uid("test-models")
                .setParallelism(1);

        DetectorTopology.Outputs outputs =
                DetectorTopology.define(records, models, config, TestingConfigs.found(model, 0), TestingScorer::of);
        Iterator<Alert> alertResults = outputs.alerts().collectAsync();
        Iterator<ScoredObservation> scoreResults = outputs.scores().collectAsync();
        Iterator<RejectedRecord> deadLetterResults = outputs.deadLetters().collectAsync();
        env.executeAsync();

        List<ScoredObservation> scores = all(scoreResults);
        assertThat(scores).extracting(ScoredObservation::offset).doesNotHaveDuplicates();
        assertThat(scores).hasSize(RECORDS_A_KEY * KEYS.length);
        assertThat(scores).extracting(ScoredObservation::model).isSubsetOf(model.modelId(), second.modelId());

        List<RejectedRecord> deadLetters = all(deadLetterResults);
        assertThat(deadLetters)
                .extracting(RejectedRecord::reason)
                .containsExactlyInAnyOrder("late", "late", "late", "malformed-json", "model-refused");

        List<Alert> alerts = all(alertResults);
        for (String key : KEYS) {
            List<Alert> ofKey = alerts.stream()
                    .filter(alert -> alert.key().equals(key))
                    .sorted(Comparator.comparingLong(Alert::timestampMillis))
                    .collect(Collectors.toList());
            assertThat(ofKey).extracting(Alert::status).containsExactly("open", "closed", "open", "closed");
            assertThat(ofKey)
                    .extracting(alert -> alert.timestampMillis() / STEP_MILLIS)
                    .containsExactly(50L, 51L + 5, 150L, 155L);
            assertThat(ofKey.get(0).features()[0].name()).isEqualTo("cpu");
        }
        assertThat(MetricsServer.registry().find("elbow.records").counters().stream()
                        .mapToDouble(counter -> counter.count())
                        .sum())
                .as("the meters add up to the records read")
                .isEqualTo(records().size());
    }
}
