// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.elbow.artifact.ConditionPlacement;
import io.elbow.artifact.Likelihood;
import io.elbow.config.ConditionOptions.CalendarPart;
import io.elbow.config.FeatureOptions.Standardize;
import io.elbow.config.RecordOptions.TimeUnit;
import io.elbow.config.RecordOptions.Timestamp;
import io.elbow.config.RefreshOptions.Effort;
import io.elbow.config.RefreshOptions.Promote;
import io.elbow.config.RefreshOptions.Samples;
import io.elbow.config.RefreshOptions.Takeover;
import io.elbow.config.RefreshOptions.Timing;
import io.elbow.config.ScoreOptions.ScorerChoice;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Builds the configuration's records from the yaml. What it does not say is as in the records' {@code DEFAULT}. */
final class ConfigReader {
    private static final Kind<Boolean> OFF = new Kind<>(
            "off: this version does not screen", node -> isOff(node) ? Optional.of(false) : Optional.empty());

    /** Empty: off. */
    @SuppressWarnings("OptionalMapToOptional") // the outer one says whether the node is a duration or off at all
    private static final Kind<Optional<Duration>> DURATION_OR_OFF = new Kind<>(
            Kind.DURATION.allowed() + ", or off,",
            node -> isOff(node)
                    ? Optional.of(Optional.empty())
                    : Kind.DURATION.reader().apply(node).map(Optional::of));

    /** Empty: never. */
    private static final Kind<Optional<Duration>> DURATION_OR_NEVER = new Kind<>(
            Kind.DURATION.allowed() + ", or " + PerKeyOptions.NEVER + ",",
            Kind.DURATION
                    .map(Optional::of)
                    .or(PerKeyOptions.NEVER, Optional.empty())
                    .reader());

    private static final Kind<List<String>> KEY = new Kind<>(
            Kind.TEXT.allowed() + ", or a list of such,",
            node -> node.isArray()
                    ? Kind.TEXT.list().reader().apply(node).filter(fields -> !fields.isEmpty())
                    : Kind.TEXT.map(List::of).reader().apply(node));

    private final YamlSection root;
    private final Faults faults;
    private final Map<String, String> environment;

    ConfigReader(JsonNode root, Faults faults, Map<String, String> environment) {
        this.root = YamlSection.root(root, faults);
        this.faults = faults;
        this.environment = environment;
    }

    /** The configuration; with any fault noted it may be null or hold nulls, and is not to be used. */
    DetectorConfig read() {
        String name = root.required("name", Kind.TEXT, "missing");
        KafkaOptions kafka = new KafkaReader(root.section("kafka"), faults, environment).read();
        RecordOptions record = record(root.section("record"));
        ShingleOptions shingle = shingle(root.section("shingle"));
        FeatureOptions features = features(root.section("features"));
        ModelOptions model = model(root.section("model"));
        ConditionOptions condition = condition(root.section("condition"));
        ScoreOptions score = score(root.section("score"));
        AlertOptions alerts = alerts(root.section("alerts"));
        TrainOptions train = train(root.section("train"));
        RefreshOptions refresh = refresh(root.section("refresh"));
        ModelsOptions models = models(root.section("models"));
        JobOptions job = job(root.section("job"));
        MetricsOptions metrics = metrics(root.section("metrics"));
        root.refuseUnknownKeys();
        return faults.build(() -> new DetectorConfig(
                name,
                kafka,
                record,
                new TrainingOptions(shingle, features, model, condition, score, alerts),
                refresh,
                models,
                job,
                metrics,
                root.written(),
                train));
    }

    private RecordOptions record(YamlSection record) {
        RecordOptions usual = RecordOptions.DEFAULT;
        record.value("format", Kind.oneOf(new String[] {"json"}, word -> word), "json");
        List<String> keys = record.valueOrNull("key", KEY, usual.keyFields());
        List<String> key = keys == null ? List.of() : keys;
        Timestamp timestamp = timestamp(record.section("timestamp"));
        List<FeatureSource> sources = new FeatureSourcesReader(record, faults).read();
        int maxBytes = record.value("max-bytes", Kind.SIZE, usual.maxBytes());
        Optional<Duration> maxAhead =
                record.valueOrNull("max-ahead", DURATION_OR_OFF, Optional.ofNullable(usual.maxAhead()));
        return faults.build(() -> new RecordOptions(
                key.isEmpty() ? null : key.get(0),
                timestamp,
                FeatureSources.fields(sources),
                maxBytes,
                maxAhead == null ? null : maxAhead.orElse(null),
                key.isEmpty() ? List.of() : key.subList(1, key.size()),
                sources));
    }

    /** YAML reads {@code off} as text or as false. */
    private static boolean isOff(JsonNode node) {
        return "off".equals(node.textValue()) || (node.isBoolean() && !node.booleanValue());
    }

    private Timestamp timestamp(YamlSection timestamp) {
        if (!timestamp.isPresent()) {
            // Asked for all the same: a misspelt key elsewhere may have meant one of these.
            timestamp.askLeaf("field");
            timestamp.askLeaf("unit");
            return null;
        }
        String field = timestamp.required("field", Kind.TEXT, "missing");
        TimeUnit unit = timestamp.value("unit", Kind.oneOf(TimeUnit.values()), TimeUnit.MILLIS);
        return faults.build(() -> new Timestamp(field, unit));
    }

    private ShingleOptions shingle(YamlSection shingle) {
        ShingleOptions usual = ShingleOptions.DEFAULT;
        int length = shingle.value("length", Kind.COUNT.or("auto", ShingleOptions.AUTO), usual.length());
        int minRows = shingle.value("min-rows", Kind.INTEGER, usual.minRows());
        Duration gap = shingle.valueOrNull("gap", Kind.DURATION, usual.gap());
        Duration idleTtl = shingle.valueOrNull("idle-ttl", Kind.DURATION, usual.idleTtl());
        return faults.build(() -> new ShingleOptions(length, minRows, gap, idleTtl));
    }

    private FeatureOptions features(YamlSection features) {
        Standardize standardize = features.value(
                "standardize",
                Kind.oneOf(Standardize.values(), Standardize::configName),
                FeatureOptions.DEFAULT.standardize());
        PerKeyOptions usual = FeatureOptions.DEFAULT.perKey();
        double priorRows = features.value("prior-rows", Kind.NUMBER, usual.priorRows());
        Duration bucket = features.value("bucket", Kind.DURATION, usual.bucket());
        Optional<Duration> halfLife =
                features.value("half-life", DURATION_OR_NEVER, Optional.ofNullable(usual.halfLife()));
        return faults.build(
                () -> new FeatureOptions(standardize, new PerKeyOptions(priorRows, bucket, halfLife.orElse(null))));
    }

    private ModelOptions model(YamlSection model) {
        ModelOptions usual = ModelOptions.DEFAULT;
        Likelihood likelihood =
                model.value("likelihood", Kind.oneOf(Likelihood.values(), Likelihood::configName), usual.likelihood());
        OptionalDouble sigma = model.value(
                "sigma", Kind.NUMBER.map(OptionalDouble::of).or("auto", OptionalDouble.empty()), usual.sigma());
        List<Integer> hidden = model.value("hidden", Kind.INTEGER.list(), usual.hidden());
        int latent = model.value("latent", Kind.COUNT.or("auto", ModelOptions.AUTO), usual.latentDim());
        double beta = model.value("beta", Kind.NUMBER, usual.klWeight());
        return faults.build(() -> new ModelOptions(likelihood, sigma, hidden, latent, beta));
    }

    private ConditionOptions condition(YamlSection condition) {
        ConditionOptions usual = ConditionOptions.NONE;
        List<ConditionOptions.Column> columns = condition.value(
                "columns", Kind.TEXT.map(ConditionOptions.Column::parse).list(), usual.columns());
        List<CalendarPart> calendar =
                condition.value("calendar", Kind.oneOf(CalendarPart.values()).list(), usual.calendar());
        String zone = condition.value("zone", Kind.TEXT, usual.zone());
        ConditionPlacement placement = condition.value(
                "in", Kind.oneOf(ConditionPlacement.values(), ConditionPlacement::configName), usual.placement());
        return faults.build(() -> new ConditionOptions(columns, calendar, zone, placement));
    }

    private ScoreOptions score(YamlSection score) {
        ScoreOptions usual = ScoreOptions.DEFAULT;
        int samples = score.value("samples", Kind.INTEGER, usual.posteriorSamples());
        ScorerChoice scorer = score.value("scorer", Kind.oneOf(ScorerChoice.values()), usual.scorer());
        score.value("screen", OFF, false);
        int batchSize = score.value("batch-size", Kind.INTEGER, usual.batchSize());
        Duration linger = score.value("linger", Kind.DURATION, usual.linger());
        return faults.build(() -> new ScoreOptions(samples, scorer, batchSize, linger));
    }

    private AlertOptions alerts(YamlSection alerts) {
        double rate = alerts.value("rate", Kind.NUMBER, AlertOptions.DEFAULT.rate());
        Duration cooldown = alerts.value("cooldown", Kind.DURATION, AlertOptions.DEFAULT.cooldown());
        AlertBudget budget = budget(alerts, alerts.section("budget"));
        return faults.build(() -> new AlertOptions(rate, cooldown, budget));
    }

    /** Null: the yaml has none. */
    private AlertBudget budget(YamlSection alerts, YamlSection budget) {
        Integer count = budget.valueOrNull("count", Kind.INTEGER, null);
        Duration per = budget.valueOrNull("per", Kind.DURATION, null);
        if (budget.isPresent() && (count == null) != (per == null)) {
            faults.add((count == null ? "alerts.budget.count" : "alerts.budget.per")
                    + " is required: a budget such as {count: 1, per: 1d} needs both");
        }
        if (count == null || per == null) {
            return null;
        }
        if (alerts.isWritten("rate")) {
            faults.add("alerts.rate and alerts.budget are both written: take one of them out, since either the rate"
                    + " decides what alerts or the budget");
        }
        return faults.build(() -> new AlertBudget(count, per));
    }

    private TrainOptions train(YamlSection train) {
        Duration after = train.valueOrNull("after", Kind.DURATION, TrainOptions.DEFAULT.after());
        return faults.build(() -> new TrainOptions(after));
    }

    private RefreshOptions refresh(YamlSection refresh) {
        RefreshOptions usual = RefreshOptions.DEFAULT;
        Duration every = refresh.valueOrNull("every", Kind.DURATION, usual.every());
        Integer everyRecords = refresh.valueOrNull("every-records", Kind.COUNT, usual.everyRecords());
        boolean onDrift = refresh.value("on-drift", Kind.YES_OR_NO, usual.onDrift());
        int minSamples = refresh.value("min-samples", Kind.INTEGER, usual.minSamples());
        Duration adaptAfter = refresh.value("adapt-after", Kind.DURATION, usual.adaptAfter());
        int memory = refresh.value("memory", Kind.SIZE, usual.memoryBytes());
        double cpuShare = refresh.value("cpu-share", Kind.NUMBER, usual.cpuShare());
        Duration timeLimit = refresh.value("time-limit", Kind.DURATION, usual.timeLimit());
        double guard = refresh.value("guard", Kind.NUMBER, usual.guard());
        Duration shadow = refresh.valueOrNull("shadow", Kind.DURATION, usual.shadow());
        Promote promote = refresh.value("promote", Kind.oneOf(Promote.values()), usual.promote());
        Timing timing = faults.build(() -> new Timing(every, everyRecords, onDrift));
        Samples samples = faults.build(() -> new Samples(minSamples, adaptAfter, memory, guard));
        Effort effort = faults.build(() -> new Effort(cpuShare, timeLimit));
        Takeover takeover = faults.build(() -> new Takeover(shadow, promote));
        return new RefreshOptions(timing, samples, effort, takeover);
    }

    private ModelsOptions models(YamlSection models) {
        int keep = models.value("keep", Kind.INTEGER, ModelsOptions.DEFAULT.keep());
        return faults.build(() -> new ModelsOptions(keep));
    }

    private JobOptions job(YamlSection job) {
        JobOptions usual = JobOptions.DEFAULT;
        int parallelism = job.value("parallelism", Kind.INTEGER, usual.parallelism());
        int maxParallelism = job.value("max-parallelism", Kind.INTEGER, usual.maxParallelism());
        Duration checkpointInterval = job.value("checkpoint-interval", Kind.DURATION, usual.checkpointInterval());
        return faults.build(() -> new JobOptions(parallelism, maxParallelism, checkpointInterval));
    }

    private MetricsOptions metrics(YamlSection metrics) {
        MetricsOptions usual = MetricsOptions.DEFAULT;
        PortRange ports = metrics.value("port", Kind.PORTS, new PortRange(usual.firstPort(), usual.lastPort()));
        String bind = metrics.value("bind", Kind.TEXT, usual.bind());
        int features = metrics.value("features", Kind.INTEGER, usual.features());
        return faults.build(() -> new MetricsOptions(ports.first(), ports.last(), bind, features));
    }
}
