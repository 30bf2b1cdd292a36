// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.DetectorConfig;
import io.elbow.job.event.ModelUpdate;
import io.elbow.job.event.ParsedRecord;
import io.elbow.job.event.SourcedObservation;
import io.elbow.job.operator.ModelScorers;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job's topology between records at hand and whoever collects its outputs, without a broker. */
final class FedTopology {
    private FedTopology() {}

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
                .assignTimestampsAndWatermarks(new RecordTime())
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
