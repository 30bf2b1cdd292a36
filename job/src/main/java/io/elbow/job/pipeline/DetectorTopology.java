// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import io.elbow.artifact.Manifest;
import io.elbow.config.DetectorConfig;
import io.elbow.config.RefreshOptions;
import io.elbow.job.detect.PromotionPolicy;
import io.elbow.job.event.Alert;
import io.elbow.job.event.AlertCandidate;
import io.elbow.job.event.DetectorEvent;
import io.elbow.job.event.ModelsInput;
import io.elbow.job.event.ParsedControl;
import io.elbow.job.event.ParsedRecord;
import io.elbow.job.event.RejectedRecord;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.event.SourcedObservation;
import io.elbow.job.operator.AlertFunction;
import io.elbow.job.operator.BudgetOperator;
import io.elbow.job.operator.CandidateFunction;
import io.elbow.job.operator.ControlMergeFunction;
import io.elbow.job.operator.ModelRefresh;
import io.elbow.job.operator.PromotionOperator;
import io.elbow.job.operator.RefreshOperatorFactory;
import io.elbow.job.operator.RefreshSettings;
import io.elbow.job.operator.ScoreOperator;
import io.elbow.job.operator.ScoreSettings;
import io.elbow.job.operator.ScorerFactory;
import io.elbow.job.operator.SideOutputs;
import io.elbow.job.operator.SplitFunction;
import io.elbow.job.operator.TaskMeters;
import io.elbow.protocol.ModelMessage;
import io.elbow.stream.BudgetOptions;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** The job as a function of streams: knows no connector, so that tests bring their own. */
public final class DetectorTopology {
    /** What comes out. */
    public record Outputs(
            DataStream<Alert> alerts,
            DataStream<ScoredObservation> scores,
            DataStream<RejectedRecord> deadLetters,
            DataStream<ModelMessage> modelsToPublish,
            DataStream<DetectorEvent> events) {
        Outputs withDeadLetters(DataStream<RejectedRecord> more) {
            return new Outputs(alerts, scores, deadLetters.union(more), modelsToPublish, events);
        }
    }

    private DetectorTopology() {}

    /**
     * records -> split -> keyBy key -> score (with the broadcast models) -> alert, or under a budget -> candidates of
     * alerts -> budget; what the scorers report -> promotion policy.
     *
     * @param models with commands among them, where there are any
     * @param found the model that is used where no state is restored; its features are what the records were parsed
     *     for, in order
     */
    public static Outputs define(
            DataStream<ParsedRecord> records,
            DataStream<ModelsInput> models,
            DetectorConfig config,
            InitialModelFinder.Found found,
            ScorerFactory scorers) {
        TaskMeters meters = new TaskMeters(config.name(), config.metrics());
        int maxParallelism = config.job().maxParallelism();

        SingleOutputStreamOperator<SourcedObservation> observations = records.process(new SplitFunction(meters))
                .returns(TypeInformation.of(SourcedObservation.class))
                // As wide as the source: spread over more tasks, a key's records would lose their order and be late.
                .setParallelism(records.getParallelism())
                .name(OperatorUids.SPLIT_NAME)
                .uid(OperatorUids.SPLIT);

        ScoreOperator score =
                new ScoreOperator(scoreSettings(config, found.artifact().manifest()), meters, scorers, found.model());
        SingleOutputStreamOperator<ScoredObservation> scores = observations
                .keyBy(record -> record.observation().key(), Types.STRING)
                .connect(models.broadcast())
                .transform(OperatorUids.SCORE_NAME, TypeInformation.of(ScoredObservation.class), score)
                .uid(OperatorUids.SCORE)
                .setMaxParallelism(maxParallelism);

        // The scores are where their key's records were: no second shuffle.
        KeyedStream<ScoredObservation, String> scoresByKey =
                DataStreamUtils.reinterpretAsKeyedStream(scores, ScoredObservation::key, Types.STRING);
        SingleOutputStreamOperator<Alert> alerts = config.alerts().budget() == null
                ? alerts(scoresByKey, config, meters)
                : alertsUnderBudget(scoresByKey, config, meters);

        DataStream<RejectedRecord> deadLetters = observations
                .getSideOutput(SideOutputs.DEAD_LETTERS)
                .union(scores.getSideOutput(SideOutputs.DEAD_LETTERS));
        SingleOutputStreamOperator<DetectorEvent> promotion = promotion(scores, config);
        DataStream<ModelMessage> toPublish = scores.getSideOutput(SideOutputs.MODELS_TO_PUBLISH)
                .union(promotion.getSideOutput(SideOutputs.MODELS_TO_PUBLISH));
        DataStream<DetectorEvent> events =
                scores.getSideOutput(SideOutputs.EVENTS).union(promotion);
        if (config.refreshes()) {
            SingleOutputStreamOperator<DetectorEvent> refresh =
                    refresh(scores, models, refreshSettings(config, found), meters);
            toPublish = toPublish.union(refresh.getSideOutput(SideOutputs.MODELS_TO_PUBLISH));
            events = events.union(refresh);
        }
        return new Outputs(alerts, scores, deadLetters, toPublish, events);
    }

    private static SingleOutputStreamOperator<Alert> alerts(
            KeyedStream<ScoredObservation, String> scores, DetectorConfig config, TaskMeters meters) {
        return scores.process(new AlertFunction(meters, config.alerts()))
                .returns(TypeInformation.of(Alert.class))
                .name(OperatorUids.ALERT_NAME)
                .uid(OperatorUids.ALERT)
                .setMaxParallelism(config.job().maxParallelism());
    }

    /** One place decides for all keys. Never chained, for the reason that {@link #promotion} gives. */
    private static SingleOutputStreamOperator<Alert> alertsUnderBudget(
            KeyedStream<ScoredObservation, String> scores, DetectorConfig config, TaskMeters meters) {
        Duration cooldown = config.alerts().cooldown();
        return scores.process(new CandidateFunction(config.name(), cooldown))
                .returns(TypeInformation.of(AlertCandidate.class))
                .name(OperatorUids.CANDIDATES_NAME)
                .uid(OperatorUids.ALERT)
                .setMaxParallelism(config.job().maxParallelism())
                .transform(
                        OperatorUids.BUDGET_NAME,
                        TypeInformation.of(Alert.class),
                        new BudgetOperator(meters, config.alerts().budget(), cooldown))
                .uid(OperatorUids.BUDGET)
                .forceNonParallel()
                .disableChaining();
    }

    /**
     * Puts the control topic's commands among the models.
     *
     * @return the models input of {@link #define}; its {@link SideOutputs#DEAD_LETTERS} are what was no command
     */
    public static SingleOutputStreamOperator<ModelsInput> withCommands(
            DataStream<ModelsInput> models, DataStream<ParsedControl> control, DetectorConfig config) {
        return models.connect(control)
                .process(new ControlMergeFunction(new TaskMeters(config.name(), config.metrics())))
                .returns(TypeInformation.of(ModelsInput.class))
                .name(OperatorUids.STEERING_NAME)
                .uid(OperatorUids.STEERING)
                .forceNonParallel()
                .disableChaining();
    }

    private static SingleOutputStreamOperator<DetectorEvent> refresh(
            SingleOutputStreamOperator<ScoredObservation> scores,
            DataStream<ModelsInput> models,
            RefreshSettings settings,
            TaskMeters meters) {
        return scores.getSideOutput(SideOutputs.REFRESH_INPUT)
                .connect(models)
                .transform(
                        OperatorUids.REFRESH_NAME,
                        TypeInformation.of(DetectorEvent.class),
                        new RefreshOperatorFactory(settings, meters, new ModelRefresh()))
                .uid(OperatorUids.REFRESH)
                .forceNonParallel()
                .disableChaining();
    }

    private static RefreshSettings refreshSettings(DetectorConfig config, InitialModelFinder.Found found) {
        return new RefreshSettings(
                config.name(),
                config.refresh(),
                config.alerts().cooldown(),
                config.writtenAlertRate(),
                found.artifact().manifest().conditions().columnNames(),
                config.models().keep(),
                found.keptKeys());
    }

    /**
     * One place decides for all scorers: what it publishes reaches each of them by the models topic. Never chained: its
     * own bound on parallelism would be its neighbours' too, and a job begun at parallelism 1 could not be rescaled.
     */
    private static SingleOutputStreamOperator<DetectorEvent> promotion(
            SingleOutputStreamOperator<ScoredObservation> scores, DetectorConfig config) {
        PromotionPolicy.Settings settings = new PromotionPolicy.Settings(
                config.name(),
                config.refresh().shadow(),
                config.refresh().promote() == RefreshOptions.Promote.AUTO,
                config.refresh().minSamples());
        return scores.getSideOutput(SideOutputs.NOTIFICATIONS)
                .transform(
                        OperatorUids.PROMOTION_NAME,
                        TypeInformation.of(DetectorEvent.class),
                        new PromotionOperator(settings))
                .uid(OperatorUids.PROMOTION)
                .forceNonParallel()
                .disableChaining();
    }

    private static ScoreSettings scoreSettings(DetectorConfig config, Manifest model) {
        return new ScoreSettings(
                config.name(),
                model.sources(),
                model.conditions().columnNames(),
                config.writtenAlertRate(),
                config.shingle(),
                config.score(),
                config.kafka().topics().models(),
                config.refreshes() ? config.refresh() : null,
                config.refresh().guard(),
                BudgetOptions.of(config));
    }
}
