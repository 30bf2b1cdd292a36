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
import io.elbow.scoring.TailCalibration;
import io.elbow.scoring.TailCalibration.Tail;
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
    static final String ENCODER_REACH = "encoderReach";
    static final String MEMBERS = "members";
    static final String DEVICE = "device";

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
        node.put("activation", spec.activation().configName());
        node.put("likelihood", spec.likelihood().configName());
        writeDouble(node, "sigma", spec.sigma());
        node.put("posteriorSamples", spec.posteriorSamples());
        if (extended) {
            node.put("family", spec.family().configName());
            node.put("bound", spec.bound().configName());
            node.put("conditionDim", spec.conditionDim());
            node.put("conditionIn", spec.conditionIn().configName());
            node.put("decoderOutput", spec.decoderOutput().configName());
            // Left out where there is none of it, so that such a model keeps the bytes and the id it always had.
            if (spec.encoderReach() > 0) {
                writeDouble(node, ENCODER_REACH, spec.encoderReach());
            }
            if (spec.members() > 1) {
                node.put(MEMBERS, spec.members());
            }
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
        if (provenance.device() != null) {
            node.put(DEVICE, provenance.device());
        }
    }

    private static void writeSummary(ObjectNode node, FitSummary summary) {
        node.put("fitRows", summary.fitRows());
        node.put("calibrationRows", summary.calibrationRows());
        node.put("stepsDone", summary.stepsDone());
        writeDouble(node, "trainingNegativeElbo", summary.trainingNegativeElbo());
        writeDouble(node, "calibrationNegativeElbo", summary.calibrationNegativeElbo());
        node.put("calibration", summary.calibration());
    }

    static void writeDoubles(ObjectNode node, String name, double[] values) {
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
}
