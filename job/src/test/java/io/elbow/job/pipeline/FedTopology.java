// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.DetectorConfig;
import io.elbow.data.Dataset;
import io.elbow.data.Observation;
import io.elbow.job.event.ModelsInput;
import io.elbow.job.event.ParsedRecord;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.event.SourcedObservation;
import io.elbow.job.operator.ModelScorers;
import io.elbow.job.operator.TestingMessages;
import io.elbow.protocol.ModelRole;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job's topology between records at hand and whoever collects its outputs, without a broker. */
final class FedTopology {
    private FedTopology() {}

    /** What the job makes of a table's rows, each a record whose offset is the row's number. */
    static List<ScoredObservation> scores(List<Dataset.Row> rows, DetectorConfig config, ModelArtifact model)
            throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        DetectorTopology.Outputs outputs =
                define(env, rows.stream().map(FedTopology::sourced).toList(), config, model);
        Iterator<ScoredObservation> results = outputs.scores().collectAsync();
        env.executeAsync();
        List<ScoredObservation> scores = new ArrayList<>();
        results.forEachRemaining(scores::add);
        return scores;
    }

    private static SourcedObservation sourced(Dataset.Row row) {
        Observation observation = new Observation(row.key(), row.timestampMillis(), row.values());
        return new SourcedObservation(observation, "records", 0, row.number(), null, new byte[] {1});
    }

    /** Sets the environment up too. */
    static DetectorTopology.Outputs define(
            StreamExecutionEnvironment env,
            List<SourcedObservation> observations,
            DetectorConfig config,
            ModelArtifact model) {
        DetectorJob.settings(env, config);
        DataStream<ParsedRecord> records = env.fromData(
                        TypeInformation.of(ParsedRecord.class),
                        observations.stream().map(ParsedRecord::of).toArray(ParsedRecord[]::new))
                .uid("test-records")
                .setParallelism(1)
                .assignTimestampsAndWatermarks(new RecordWatermarks())
                .uid("test-time")
                .setParallelism(1);
        DataStream<ModelsInput> models = env.fromData(
                        TypeInformation.of(ModelsInput.class),
                        ModelsInput.of(
                                TestingMessages.published("another", new byte[] {1}, ModelRole.CHAMPION, null, 0)))
                .uid("test-models")
                .setParallelism(1);
        return DetectorTopology.define(records, models, config, TestingConfigs.found(model, 0), new ModelScorers());
    }
}
