// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.DetectorConfig;
import io.elbow.data.Dataset;
import io.elbow.data.Observation;
import io.elbow.job.event.ModelUpdate;
import io.elbow.job.event.ParsedRecord;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.event.SourcedObservation;
import io.elbow.job.operator.ModelScorers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job's topology without a broker, fed from a list of records. */
final class FedTopology {
    private FedTopology() {}

    /** The job's scores of a table's rows. Each row becomes a record whose offset is the row's number. */
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

    /** Defines the topology and sets up the environment. */
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
        DataStream<ModelUpdate> models = env.fromData(
                        TypeInformation.of(ModelUpdate.class),
                        ModelUpdate.published("another", new byte[] {1}, "champion", null, 0))
                .uid("test-models")
                .setParallelism(1);
        return DetectorTopology.define(records, models, config, model, new ModelScorers());
    }
}
