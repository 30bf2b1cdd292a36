// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import io.elbow.config.DetectorConfig;
import io.elbow.job.event.Alert;
import io.elbow.job.event.ModelsInput;
import io.elbow.job.event.ParsedControl;
import io.elbow.job.event.ParsedRecord;
import io.elbow.job.event.RejectedRecord;
import io.elbow.job.operator.DeadLetterReporter;
import io.elbow.job.operator.ScorerFactory;
import io.elbow.job.operator.SideOutputs;
import io.elbow.job.operator.TaskMeters;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Builds the job: the topology with Kafka's topics as sources and sinks. */
public final class DetectorJob {
    private DetectorJob() {}

    /** Builds the job into an environment; the caller calls {@code execute}. */
    public static void build(
            StreamExecutionEnvironment env,
            DetectorConfig config,
            InitialModelFinder.Found found,
            ScorerFactory scorers) {
        settings(env, config);
        DataStream<ParsedRecord> records = env.fromSource(
                        KafkaSources.records(config, found.artifact().manifest()),
                        new RecordWatermarks(),
                        OperatorUids.RECORDS_NAME)
                .uid(OperatorUids.RECORDS);
        // One partition, one reader. Event time is the records' alone: see ScoreOperator.
        DataStream<ModelsInput> models = env.fromSource(
                        KafkaSources.models(config, found.modelsOffset()),
                        WatermarkStrategy.noWatermarks(),
                        OperatorUids.MODELS_NAME)
                .uid(OperatorUids.MODELS)
                .setParallelism(1);
        if (config.kafka().topics().control() == null) {
            sinks(DetectorTopology.define(records, models, config, found, scorers), config);
            return;
        }
        SingleOutputStreamOperator<ModelsInput> withCommands =
                DetectorTopology.withCommands(models, control(env, config), config);
        DetectorTopology.Outputs outputs = DetectorTopology.define(records, withCommands, config, found, scorers);
        sinks(outputs.withDeadLetters(withCommands.getSideOutput(SideOutputs.DEAD_LETTERS)), config);
    }

    private static DataStream<ParsedControl> control(StreamExecutionEnvironment env, DetectorConfig config) {
        return env.fromSource(
                        KafkaSources.control(config, System.currentTimeMillis()),
                        WatermarkStrategy.noWatermarks(),
                        OperatorUids.CONTROL_NAME)
                .uid(OperatorUids.CONTROL)
                .setParallelism(1);
    }

    private static void sinks(DetectorTopology.Outputs outputs, DetectorConfig config) {
        DataStreamSink<Alert> alerts = outputs.alerts()
                .sinkTo(KafkaSinks.alerts(config))
                .name(OperatorUids.ALERTS_SINK_NAME)
                .uid(OperatorUids.ALERTS_SINK);
        if (config.alerts().budget() != null) {
            // They come from one task: several writers would put a key's closing message before its opening one.
            alerts.setParallelism(1);
        }
        TaskMeters meters = new TaskMeters(config.name(), config.metrics());
        outputs.deadLetters()
                .transform(
                        OperatorUids.DEAD_LETTERS_REPORT_NAME,
                        TypeInformation.of(RejectedRecord.class),
                        new DeadLetterReporter(meters, config.kafka().topics().deadLetters()))
                .uid(OperatorUids.DEAD_LETTERS_REPORT)
                .sinkTo(KafkaSinks.deadLetters(config))
                .name(OperatorUids.DEAD_LETTERS_SINK_NAME)
                .uid(OperatorUids.DEAD_LETTERS_SINK);
        outputs.modelsToPublish()
                .sinkTo(KafkaSinks.models(config))
                .name(OperatorUids.MODELS_SINK_NAME)
                .uid(OperatorUids.MODELS_SINK)
                .setParallelism(1);
        if (config.kafka().topics().events() != null) {
            outputs.events()
                    .sinkTo(KafkaSinks.events(config))
                    .name(OperatorUids.EVENTS_SINK_NAME)
                    .uid(OperatorUids.EVENTS_SINK)
                    .setParallelism(1);
        }
        if (config.kafka().topics().scores() != null) {
            outputs.scores()
                    .sinkTo(KafkaSinks.scores(config))
                    .name(OperatorUids.SCORES_SINK_NAME)
                    .uid(OperatorUids.SCORES_SINK);
        }
    }

    /** Sets the options of Flink that the topology relies on, with or without connectors. */
    public static void settings(StreamExecutionEnvironment env, DetectorConfig config) {
        Configuration pipeline = new Configuration();
        pipeline.set(PipelineOptions.NAME, "elbow " + config.name());
        // Both make Flink refuse at once what would otherwise show as lost state or as slow, fragile serialisation.
        pipeline.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        pipeline.set(PipelineOptions.GENERIC_TYPES, false);
        pipeline.set(PipelineOptions.OBJECT_REUSE, true);
        pipeline.set(PipelineOptions.MAX_PARALLELISM, config.job().maxParallelism());
        env.configure(pipeline);
        env.setParallelism(config.job().parallelism());
        Duration interval = config.job().checkpointInterval();
        env.enableCheckpointing(interval.toMillis(), CheckpointingMode.EXACTLY_ONCE);
    }
}
