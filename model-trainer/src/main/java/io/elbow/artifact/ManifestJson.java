// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.elbow.features.Standardizer;
import io.elbow.scoring.TailCalibration;
import io.elbow.scoring.TailCalibration.Tail;
import java.util.Map;
import java.util.TreeMap;

/**
 * The manifest as JSON text, field by field, so that what stands in a file is what stands here.
 *
 * <p>The calibration's scores and counts are no part of it: they are tensors beside the weights.
 */
final class ManifestJson {
    /** Four times as deep as anything here. */
    private static final int MAX_DEPTH = 16;

    /**
     * Above what 100,000 inputs take. A tree of JSON takes up to a hundred times the room of its text, which this keeps
     * below 64 MiB.
     */
    private static final int MAX_TOKENS = 500_000;

    /** Numbers are written by Jackson's own shortest form: {@code Double.toString} differs between versions of Java. */
    static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxTokenCount(MAX_TOKENS)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static final String VERSION = "formatVersion";
    static final String MODEL_ID = "modelId";
    static final String TIME = "time";

    private ManifestJson() {}

    /** Compact, in the order of the fields here. */
    static String write(Manifest manifest, String modelId) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put(VERSION, manifest.formatVersion());
        root.put(MODEL_ID, modelId);
        root.put("detector", manifest.detector());
        boolean extended = manifest.formatVersion() > Manifest.OLDEST_VERSION;
        writeSpec(root.putObject("spec"), manifest.spec(), extended);
        manifest.featureNames().forEach(root.putArray("featureNames")::add);
        root.put("keyColumn", manifest.keyColumn());
        root.put("timestampColumn", manifest.timestampColumn());
        root.put("series", manifest.series());
        ObjectNode scaler = root.putObject("scaler");
        writeDoubles(scaler, "mean", manifest.scaler().mean());
        writeDoubles(scaler, "deviation", manifest.scaler().deviation());
        if (extended) {
            writeDouble(scaler, "knee", manifest.scaler().knee());
        }
        writeDouble(root, "floor", manifest.floor());
        writeCalibration(root.putObject("calibration"), manifest.calibration());
        writeDoubles(root, "baselines", manifest.baselines());
        writeDouble(root, "alertRate", manifest.alertRate());
        writeFit(root.putObject("fit"), manifest.fit(), extended);
        writeProvenance(root.putObject("provenance"), manifest.provenance());
        writeSummary(root.putObject("summary"), manifest.summary());
        if (extended) {
            ExtensionsJson.write(root, manifest.extensions());
        }
        return text(root);
    }

    static String text(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree could not be written", e);
        }
    }

    private static void writeSpec(ObjectNode node, VaeSpec spec, boolean extended) {
        node.put("features", spec.features());
        node.put("shingleLength", spec.shingleLength());
        ArrayNode hidden = node.putArray("hidden");
        spec.hidden().forEach(hidden::add);
        node.put("latentDim", spec.latentDim());
        node.put("activation", spec.activation().word());
        node.put("likelihood", spec.likelihood().word());
        writeDouble(node, "sigma", spec.sigma());
        node.put("posteriorSamples", spec.posteriorSamples());
        if (extended) {
            node.put("family", spec.family().word());
            node.put("bound", spec.bound().word());
            node.put("conditionDim", spec.conditionDim());
            node.put("conditionIn", spec.conditionIn().word());
            node.put("decoderOutput", spec.decoderOutput().word());
        }
    }

    private static void writeCalibration(ObjectNode node, TailCalibration calibration) {
        Tail tail = calibration.tail();
        node.put("count", calibration.count());
        ObjectNode tailNode = node.putObject("tail");
        tailNode.put("kind", tail.kind());
        writeDouble(tailNode, "threshold", tail.threshold());
        writeDouble(tailNode, "pThreshold", tail.pThreshold());
        writeDouble(tailNode, "shape", tail.shape());
        writeDouble(tailNode, "scale", tail.scale());
        tailNode.put("excesses", tail.excesses());
        tailNode.put("reason", tail.reason());
    }

    private static void writeFit(ObjectNode node, FitOptions fit, boolean extended) {
        node.put("steps", fit.steps());
        node.put("epochs", fit.epochs());
        node.put("batchSize", fit.batchSize());
        writeDouble(node, "learningRate", fit.learningRate());
        node.put("warmUpSteps", fit.warmUpSteps());
        writeDouble(node, "denoise", fit.denoise());
        writeDouble(node, "ema", fit.ema());
        writeDouble(node, "klWeight", fit.klWeight());
        node.put("earlyStopping", fit.earlyStopping());
        node.put("seed", fit.seed());
        if (extended) {
            node.put("klWarmUpSteps", fit.klWarmUpSteps());
            writeDouble(node, "maskedRows", fit.maskedRows());
            writeDouble(node, "maskedInputs", fit.maskedInputs());
            writeDouble(node, "trim", fit.trim());
        }
    }

    private static void writeProvenance(ObjectNode node, Provenance provenance) {
        node.put("dataFingerprint", provenance.dataFingerprint());
        provenance.sources().forEach(node.putArray("sources")::add);
        node.put("rows", provenance.rows());
        node.put("firstTimestampMillis", provenance.firstTimestampMillis());
        node.put("lastTimestampMillis", provenance.lastTimestampMillis());
        ObjectNode offsets = node.putObject("topicOffsets");
        new TreeMap<>(provenance.topicOffsets()).forEach((partition, offset) -> offsets.put("" + partition, offset));
        node.put("parentModelId", provenance.parentModelId());
        node.put("codeVersion", provenance.codeVersion());
        node.put("java", provenance.java());
        node.put("os", provenance.os());
        node.put("arch", provenance.arch());
        node.put("threads", provenance.threads());
        node.put(TIME, provenance.time());
    }

    private static void writeSummary(ObjectNode node, FitSummary summary) {
        node.put("fitRows", summary.fitRows());
        node.put("calibrationRows", summary.calibrationRows());
        node.put("stepsDone", summary.stepsDone());
        writeDouble(node, "trainingNegativeElbo", summary.trainingNegativeElbo());
        writeDouble(node, "calibrationNegativeElbo", summary.calibrationNegativeElbo());
        node.put("calibration", summary.calibration());
    }

    private static void writeDoubles(ObjectNode node, String name, double[] values) {
        ArrayNode array = node.putArray(name);
        for (int i = 0; i < values.length; i++) {
            array.add(finite(name + "[" + i + "]", values[i]));
        }
    }

    private static void writeDouble(ObjectNode node, String name, double value) {
        node.put(name, finite(name, value));
    }

    /** JSON has no word for NaN; a model that holds one came out of a fit that went wrong. */
    private static double finite(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new ArtifactException(
                    "manifest field " + name + " is " + value + ": the fit diverged, lower the learning rate");
        }
        return value;
    }

    /**
     * Reads what {@link #write} wrote, once the version is known to be this build's.
     *
     * @throws ArtifactException naming the field that is missing, of another type or out of range
     */
    static Manifest read(JsonNode root, double[] scores, long[] atOrAbove, KeyTensors keyTensors) {
        JsonFields fields = JsonFields.of(root, "manifest");
        boolean extended = fields.integer(VERSION) > Manifest.OLDEST_VERSION;
        VaeSpec spec = readSpec(fields.object("spec"), extended);
        JsonFields scaler = fields.object("scaler");
        return new Manifest(
                fields.integer(VERSION),
                fields.textOrNull("detector"),
                spec,
                fields.texts("featureNames"),
                fields.textOrNull("keyColumn"),
                fields.textOrNull("timestampColumn"),
                fields.bool("series"),
                scaler.build(() -> new Standardizer(
                        scaler.doubles("mean"),
                        scaler.doubles("deviation"),
                        extended ? scaler.decimal("knee") : Standardizer.NO_KNEE)),
                fields.decimal("floor"),
                readCalibration(fields.object("calibration"), scores, atOrAbove),
                fields.doubles("baselines"),
                fields.decimal("alertRate"),
                readFit(fields.object("fit"), extended),
                readProvenance(fields.object("provenance")),
                readSummary(fields.object("summary")),
                extended ? ExtensionsJson.read(fields, keyTensors) : Extensions.NONE);
    }

    private static VaeSpec readSpec(JsonFields spec, boolean extended) {
        return spec.build(() -> new VaeSpec(
                spec.integer("features"),
                spec.integer("shingleLength"),
                spec.integers("hidden"),
                spec.integer("latentDim"),
                spec.word("activation", Activation.values(), Activation::word),
                spec.word("likelihood", Likelihood.values(), Likelihood::word),
                spec.decimal("sigma"),
                spec.integer("posteriorSamples"),
                extended ? spec.word("family", Family.values(), Family::word) : Family.VAE,
                extended ? spec.word("bound", Bound.values(), Bound::word) : Bound.ELBO,
                extended ? spec.integer("conditionDim") : 0,
                extended
                        ? spec.word("conditionIn", ConditionPlacement.values(), ConditionPlacement::word)
                        : ConditionPlacement.BOTH,
                extended
                        ? spec.word("decoderOutput", DecoderOutput.values(), DecoderOutput::word)
                        : DecoderOutput.LINEAR));
    }

    private static TailCalibration readCalibration(JsonFields calibration, double[] scores, long[] atOrAbove) {
        JsonFields tail = calibration.object("tail");
        return calibration.build(() -> new TailCalibration(
                scores,
                atOrAbove,
                calibration.wide("count"),
                new Tail(
                        tail.text("kind"),
                        tail.decimal("threshold"),
                        tail.decimal("pThreshold"),
                        tail.decimal("shape"),
                        tail.decimal("scale"),
                        tail.integer("excesses"),
                        tail.textOrNull("reason"))));
    }

    private static FitOptions readFit(JsonFields fit, boolean extended) {
        return fit.build(() -> new FitOptions(
                fit.integer("steps"),
                fit.integer("epochs"),
                fit.integer("batchSize"),
                fit.decimal("learningRate"),
                fit.integer("warmUpSteps"),
                fit.decimal("denoise"),
                fit.decimal("ema"),
                fit.decimal("klWeight"),
                fit.bool("earlyStopping"),
                fit.wide("seed"),
                extended ? fit.integer("klWarmUpSteps") : 0,
                extended ? fit.decimal("maskedRows") : 0,
                extended ? fit.decimal("maskedInputs") : 0,
                extended ? fit.decimal("trim") : 0));
    }

    private static Provenance readProvenance(JsonFields provenance) {
        return new Provenance(
                provenance.text("dataFingerprint"),
                provenance.texts("sources"),
                provenance.wide("rows"),
                provenance.wideOrNull("firstTimestampMillis"),
                provenance.wideOrNull("lastTimestampMillis"),
                readOffsets(provenance),
                provenance.textOrNull("parentModelId"),
                provenance.text("codeVersion"),
                provenance.text("java"),
                provenance.text("os"),
                provenance.text("arch"),
                provenance.integer("threads"),
                provenance.text(TIME));
    }

    private static Map<Integer, Long> readOffsets(JsonFields provenance) {
        JsonFields offsets = provenance.object("topicOffsets");
        Map<Integer, Long> read = new TreeMap<>();
        for (String partition : offsets.names()) {
            read.put(offsets.build(() -> Integer.valueOf(partition)), offsets.wide(partition));
        }
        return read;
    }

    private static FitSummary readSummary(JsonFields summary) {
        return new FitSummary(
                summary.wide("fitRows"),
                summary.wide("calibrationRows"),
                summary.integer("stepsDone"),
                summary.decimal("trainingNegativeElbo"),
                summary.decimal("calibrationNegativeElbo"),
                summary.text("calibration"));
    }
}
