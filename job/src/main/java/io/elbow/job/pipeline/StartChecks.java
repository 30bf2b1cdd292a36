// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.VaeSpec;
import io.elbow.config.BadInputException;
import io.elbow.config.ConditionOptions;
import io.elbow.config.ConditionOptions.CalendarPart;
import io.elbow.config.ConfigException;
import io.elbow.config.DetectorConfig;
import io.elbow.config.Durations;
import io.elbow.config.FeatureOptions.Standardize;
import io.elbow.config.FeatureSource;
import io.elbow.config.FeatureSources;
import io.elbow.config.PerKeyOptions;
import io.elbow.config.ShingleOptions;
import io.elbow.features.Conditions;
import io.elbow.features.PerKeyFit;
import io.elbow.job.detect.CheckpointStorageCheck;
import io.elbow.job.detect.SampleStore;
import io.elbow.job.event.Sample;
import io.elbow.job.operator.ModelTrial;
import io.elbow.kafka.TopicChecks;
import io.elbow.kafka.TopicChecks.RightState;
import io.elbow.kafka.TopicChecks.TopicState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ReadableConfig;

/**
 * Checks what must hold before the job starts. It reports every fault at once, so that one round of fixing is enough.
 */
public final class StartChecks {
    private StartChecks() {}

    /**
     * Checks the topics of a detector against what it needs, and what the user in {@code kafka.properties} may do.
     *
     * @throws BadInputException naming every fault of every topic and every right that is missing
     */
    public static void topics(DetectorConfig config) {
        topics(TopicChecks.check(config), TopicChecks.rights(config));
    }

    static void topics(List<TopicState> states, List<RightState> rights) {
        String faults = Stream.concat(
                        states.stream().flatMap(state -> state.faults().stream()),
                        rights.stream().flatMap(right -> right.faults().stream()))
                .collect(Collectors.joining("; "));
        if (!faults.isEmpty()) {
            throw new BadInputException(faults);
        }
    }

    /**
     * Checks that Flink's checkpoint storage can hold the state.
     *
     * @throws BadInputException if the state of a job that refreshes its model would be too large for it
     */
    public static void checkpoints(DetectorConfig config, ReadableConfig flink) {
        String storage =
                flink.getOptional(CheckpointingOptions.CHECKPOINT_STORAGE).orElse(null);
        String folder =
                flink.getOptional(CheckpointingOptions.CHECKPOINTS_DIRECTORY).orElse(null);
        CheckpointStorageCheck.fault(config, storage, folder).ifPresent(fault -> {
            throw new BadInputException(fault);
        });
    }

    /**
     * Checks that the job can start with a model.
     *
     * @throws ConfigException naming every key of the yaml that contradicts the model, with both values
     * @throws BadInputException if the model's scores are not finite numbers, or it cannot keep the yaml's budget
     */
    public static void model(DetectorConfig config, ModelArtifact model) {
        List<String> faults = new ArrayList<>();
        VaeSpec spec = model.manifest().spec();
        String madeFor = model.manifest().detector();
        if (madeFor != null && !madeFor.equals(config.name())) {
            faults.add("name is " + config.name() + " but model " + model.shortId() + " was made for " + madeFor);
        }
        int length = config.shingle().length();
        if (length != ShingleOptions.AUTO) {
            differs(faults, config, "shingle.length", length, spec.shingleLength());
        }
        differs(
                faults,
                config,
                "model.likelihood",
                config.model().likelihood().configName(),
                spec.likelihood().configName());
        differs(faults, config, "score.samples", config.score().posteriorSamples(), spec.posteriorSamples());
        if (config.shingle().minRows() > spec.shingleLength()) {
            faults.add("shingle.min-rows is " + config.shingle().minRows() + " but the model's shingle has "
                    + spec.shingleLength() + " rows");
        }
        features(faults, config, model.manifest().sources());
        refreshMemory(faults, config, model.manifest());
        standardization(faults, config, model.manifest().perKey());
        conditions(faults, config, model.manifest());
        if (!faults.isEmpty()) {
            throw new ConfigException(String.join("; ", faults) + " (model " + model.shortId()
                    + "): take the keys out of the yaml or train a model by it");
        }
        ModelTrial.refusal(model, config.alerts().budget() != null).ifPresent(refusal -> {
            throw new BadInputException(refusal.detail());
        });
    }

    /**
     * Checks that the memory for samples can hold enough of them. Otherwise a refresh would never start, and nobody
     * would know why.
     */
    private static void refreshMemory(List<String> faults, DetectorConfig config, Manifest model) {
        if (!config.refreshes()) {
            return;
        }
        int scaler = model.perKey() == null ? 0 : 2 * model.spec().features();
        long bytes = Sample.bytes(model.spec().inputDim() + scaler);
        long room = SampleStore.learnedBytes(config.refresh()) / bytes;
        if (room < config.refresh().minSamples()) {
            faults.add("refresh.memory has room for about " + room + " samples of this model (half of it, " + bytes
                    + " bytes each) but refresh.min-samples is "
                    + config.refresh().minSamples()
                    + ": give refresh.memory at least "
                    + 2 * bytes * config.refresh().minSamples() / 1_000_000
                    + "MB and some, or ask for fewer samples");
        }
    }

    /**
     * Compares the yaml's standardisation with the model's.
     *
     * @param its null: the model standardises all keys alike
     */
    private static void standardization(List<String> faults, DetectorConfig config, PerKeyFit its) {
        Standardize kind = its == null ? Standardize.GLOBAL : Standardize.PER_KEY;
        differs(
                faults,
                config,
                "features.standardize",
                config.features().standardize().configName(),
                kind.configName());
        if (its == null) {
            return;
        }
        PerKeyOptions yaml = config.features().perKey();
        PerKeyOptions own = its.options();
        differs(faults, config, "features.prior-rows", yaml.priorRows(), own.priorRows());
        differs(faults, config, "features.bucket", Durations.text(yaml.bucket()), Durations.text(own.bucket()));
        differs(faults, config, "features.half-life", yaml.halfLifeText(), own.halfLifeText());
    }

    private static void conditions(List<String> faults, DetectorConfig config, Manifest model) {
        ConditionOptions yaml = config.condition();
        Conditions its = model.conditions();
        differs(
                faults,
                config,
                "condition.columns",
                new TreeSet<>(yaml.columnNames()),
                new TreeSet<>(its.columnNames()));
        differs(faults, config, "condition.calendar", configNames(yaml.calendar()), configNames(its.calendar()));
        if (!its.calendar().isEmpty()) {
            differs(faults, config, "condition.zone", yaml.zone(), its.zone().getId());
        }
        if (!its.isEmpty()) {
            String placement = model.spec().condition().placement().configName();
            differs(faults, config, "condition.in", yaml.placement().configName(), placement);
        }
    }

    private static Set<String> configNames(List<CalendarPart> parts) {
        return parts.stream().map(CalendarPart::configName).collect(Collectors.toCollection(TreeSet::new));
    }

    private static void differs(List<String> faults, DetectorConfig config, String key, Object yaml, Object model) {
        if (config.isWritten(key) && !Objects.equals(yaml, model)) {
            faults.add(key + " is " + yaml + " but the model's is " + model);
        }
    }

    /** Compares the features as sets: the model decides their order. */
    private static void features(List<String> faults, DetectorConfig config, List<FeatureSource> its) {
        faults.addAll(FeatureSources.contradictions(config.record().sources(), its));
        List<String> yaml = config.record().features();
        List<String> model = FeatureSources.fields(its);
        if (yaml.isEmpty() || new HashSet<>(yaml).equals(new HashSet<>(model))) {
            return;
        }
        faults.add("record.features lacks " + less(model, yaml) + " of the model's features and has "
                + less(yaml, model) + " that the model does not know");
    }

    private static Set<String> less(List<String> from, List<String> taken) {
        return from.stream().filter(name -> !taken.contains(name)).collect(Collectors.toCollection(TreeSet::new));
    }
}
