// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.elbow.artifact.ConditionPlacement;
import io.elbow.artifact.Likelihood;
import io.elbow.config.ConditionOptions.CalendarPart;
import io.elbow.config.FeatureOptions.Standardize;
import io.elbow.config.RecordOptions.TimeUnit;
import io.elbow.config.RecordOptions.Timestamp;
import io.elbow.config.RefreshOptions.Promote;
import io.elbow.config.ScoreOptions.ScorerChoice;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Builds the configuration's records from the yaml; the defaults stand here and nowhere else. */
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
        RefreshOptions refresh = refresh(root.section("refresh"));
        ModelsOptions models = models(root.section("models"));
        JobOptions job = job(root.section("job"));
        MetricsOptions metrics = metrics(root.section("metrics"));
        root.refuseUnknownKeys();
        return faults.build(() -> new DetectorConfig(
                name,
                kafka,
                record,
                shingle,
                features,
                model,
                score,
                alerts,
                refresh,
                models,
                job,
                metrics,
                root.written(),
                condition));
    }

    private RecordOptions record(YamlSection record) {
        record.value("format", Kind.oneOf(new String[] {"json"}, name -> name), "json");
        String key = record.valueOrNull("key", Kind.TEXT, null);
        Timestamp timestamp = timestamp(record.section("timestamp"));
        List<String> features = record.valueOrNull("features", Kind.TEXT.list(), List.of());
        int maxBytes = record.value("max-bytes", Kind.SIZE, 900_000);
        Optional<Duration> maxAhead = record.valueOrNull("max-ahead", DURATION_OR_OFF, Optional.of(Duration.ofDays(1)));
        return faults.build(() -> new RecordOptions(
                key,
                timestamp,
                features == null ? List.of() : features,
                maxBytes,
                maxAhead == null ? null : maxAhead.orElse(null)));
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
        int length = shingle.value("length", Kind.COUNT.or("auto", ShingleOptions.AUTO), 1);
        int minRows = shingle.value("min-rows", Kind.INTEGER, 1);
        Duration gap = shingle.valueOrNull("gap", Kind.DURATION, null);
        Duration idleTtl = shingle.valueOrNull("idle-ttl", Kind.DURATION, Duration.ofDays(7));
        return faults.build(() -> new ShingleOptions(length, minRows, gap, idleTtl));
    }

    private FeatureOptions features(YamlSection features) {
        Standardize standardize = features.value(
                "standardize", Kind.oneOf(Standardize.values(), Standardize::configName), Standardize.GLOBAL);
        PerKeyOptions usual = PerKeyOptions.DEFAULT;
        double priorRows = features.value("prior-rows", Kind.NUMBER, usual.priorRows());
        Duration bucket = features.value("bucket", Kind.DURATION, usual.bucket());
        Optional<Duration> halfLife =
                features.value("half-life", DURATION_OR_NEVER, Optional.ofNullable(usual.halfLife()));
        return faults.build(
                () -> new FeatureOptions(standardize, new PerKeyOptions(priorRows, bucket, halfLife.orElse(null))));
    }

    private ModelOptions model(YamlSection model) {
        Likelihood likelihood =
                model.value("likelihood", Kind.oneOf(Likelihood.values(), Likelihood::configName), Likelihood.GAUSSIAN);
        OptionalDouble sigma = model.value(
                "sigma",
                Kind.NUMBER.map(OptionalDouble::of).or("auto", OptionalDouble.empty()),
                OptionalDouble.empty());
        List<Integer> hidden = model.value("hidden", Kind.INTEGER.list(), List.of(128, 128));
        int latent = model.value("latent", Kind.COUNT.or("auto", ModelOptions.AUTO), ModelOptions.AUTO);
        double beta = model.value("beta", Kind.NUMBER, 1.0);
        return faults.build(() -> new ModelOptions(likelihood, sigma, hidden, latent, beta));
    }

    private ConditionOptions condition(YamlSection condition) {
        List<ConditionOptions.Column> columns = condition.value(
                "columns", Kind.TEXT.map(ConditionOptions.Column::parse).list(), List.of());
        List<CalendarPart> calendar =
                condition.value("calendar", Kind.oneOf(CalendarPart.values()).list(), List.of());
        String zone = condition.value("zone", Kind.TEXT, ConditionOptions.DEFAULT_ZONE);
        ConditionPlacement placement = condition.value(
                "in",
                Kind.oneOf(ConditionPlacement.values(), ConditionPlacement::configName),
                ConditionOptions.DEFAULT_PLACEMENT);
        return faults.build(() -> new ConditionOptions(columns, calendar, zone, placement));
    }

    private ScoreOptions score(YamlSection score) {
        int samples = score.value("samples", Kind.INTEGER, 16);
        ScorerChoice scorer = score.value("scorer", Kind.oneOf(ScorerChoice.values()), ScorerChoice.AUTO);
        score.value("screen", OFF, false);
        int batchSize = score.value("batch-size", Kind.INTEGER, 256);
        Duration linger = score.value("linger", Kind.DURATION, Duration.ofMillis(5));
        return faults.build(() -> new ScoreOptions(samples, scorer, batchSize, linger));
    }

    private AlertOptions alerts(YamlSection alerts) {
        double rate = alerts.value("rate", Kind.NUMBER, 1e-4);
        Duration cooldown = alerts.value("cooldown", Kind.DURATION, Duration.ofMinutes(5));
        return faults.build(() -> new AlertOptions(rate, cooldown));
    }

    private RefreshOptions refresh(YamlSection refresh) {
        Duration every = refresh.valueOrNull("every", Kind.DURATION, null);
        Integer everyRecords = refresh.valueOrNull("every-records", Kind.COUNT, null);
        boolean onDrift = refresh.value("on-drift", Kind.YES_OR_NO, false);
        int minSamples = refresh.value("min-samples", Kind.INTEGER, 5000);
        Duration adaptAfter = refresh.value("adapt-after", Kind.DURATION, Duration.ofHours(6));
        int memory = refresh.value("memory", Kind.SIZE, RefreshOptions.DEFAULT_MEMORY_BYTES);
        double cpuShare = refresh.value("cpu-share", Kind.NUMBER, RefreshOptions.DEFAULT_CPU_SHARE);
        Duration timeLimit = refresh.value("time-limit", Kind.DURATION, RefreshOptions.DEFAULT_TIME_LIMIT);
        double guard = refresh.value("guard", Kind.NUMBER, RefreshOptions.DEFAULT_GUARD);
        Duration shadow = refresh.valueOrNull("shadow", Kind.DURATION, null);
        Promote promote = refresh.value("promote", Kind.oneOf(Promote.values()), Promote.AUTO);
        return faults.build(() -> new RefreshOptions(
                every,
                everyRecords,
                onDrift,
                minSamples,
                adaptAfter,
                memory,
                cpuShare,
                timeLimit,
                guard,
                shadow,
                promote));
    }

    private ModelsOptions models(YamlSection models) {
        int keep = models.value("keep", Kind.INTEGER, 5);
        return faults.build(() -> new ModelsOptions(keep));
    }

    private JobOptions job(YamlSection job) {
        int parallelism = job.value("parallelism", Kind.INTEGER, 1);
        int maxParallelism = job.value("max-parallelism", Kind.INTEGER, 128);
        Duration checkpointInterval = job.value("checkpoint-interval", Kind.DURATION, Duration.ofSeconds(10));
        return faults.build(() -> new JobOptions(parallelism, maxParallelism, checkpointInterval));
    }

    private MetricsOptions metrics(YamlSection metrics) {
        PortRange ports = metrics.value("port", Kind.PORTS, new PortRange(9250, 9250));
        String bind = metrics.value("bind", Kind.TEXT, "127.0.0.1");
        int features = metrics.value("features", Kind.INTEGER, MetricsOptions.DEFAULT_FEATURES);
        return faults.build(() -> new MetricsOptions(ports.first(), ports.last(), bind, features));
    }
}
