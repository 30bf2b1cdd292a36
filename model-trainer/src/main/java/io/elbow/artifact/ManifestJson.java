// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.util.List;

/**
 * The manifest as JSON text, bound by Jackson to {@link Manifest} and the records in it.
 *
 * <p>Model ids are sums over this text, so an artifact that is read and written again must keep its bytes: fields have
 * a fixed order, and those that came later are left out where a model does without ({@link AbsentFields}).
 */
final class ManifestJson {
    /** Four times as deep as anything here. */
    private static final int MAX_DEPTH = 16;

    /**
     * Above what 100,000 inputs take. A tree of JSON takes up to a hundred times the room of its text, which this keeps
     * below 64 MiB.
     */
    private static final int MAX_TOKENS = 500_000;

    /**
     * Strict: no field may be missing, null or of another type; those it does not know are passed over. Numbers are
     * written by Jackson's own shortest form: {@code Double.toString} differs between versions of Java.
     */
    static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxTokenCount(MAX_TOKENS)
                            .build())
                    .build())
            .enable(
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                    DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS, MapperFeature.AUTO_DETECT_IS_GETTERS)
            .defaultSetterInfo(JsonSetter.Value.forValueNulls(Nulls.FAIL, Nulls.FAIL))
            .withCoercionConfig(
                    LogicalType.Textual,
                    text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .addModule(new ManifestModule())
            .build();

    static final String VERSION = "formatVersion";
    static final String MODEL_ID = "modelId";
    static final String TIME = "time";

    /** The order of the fields, by the object they stand in; one that is not named stands behind these. */
    private static final List<String> ORDER = names("""
            formatVersion modelId detector spec featureNames keyColumn timestampColumn timestampUnit series scaler floor
            calibration baselines alertRate fit provenance summary smoothingHalfLife verdictsOnSmoothed conditions latents
            trainingCurve perKey derived unseenCost shifts surprise""");

    private static final List<String> SPEC_ORDER = names("""
            features shingleLength hidden latentDim activation likelihood sigma posteriorSamples family bound
            conditionDim conditionIn decoderOutput encoderReach members""");

    private static final List<String> FIT_ORDER = names("""
            steps epochs batchSize learningRate warmUpSteps denoise ema klWeight earlyStopping seed klWarmUpSteps
            maskedRows maskedInputs trim""");

    private static final List<String> PROVENANCE_ORDER = names("""
            dataFingerprint sources rows firstTimestampMillis lastTimestampMillis topicOffsets parentModelId codeVersion
            java os arch threads time device""");

    private static final List<String> COLUMN_ORDER = names("name kind");

    private ManifestJson() {}

    /** Compact, in a fixed order. */
    static String write(Manifest manifest, String modelId) {
        ObjectNode root = MAPPER.valueToTree(manifest);
        root.put(MODEL_ID, modelId);
        requireFinite("", root);
        AbsentFields.removeFrom(root);
        order(root, ORDER);
        order(root.get("spec"), SPEC_ORDER);
        order(root.get("fit"), FIT_ORDER);
        order(root.get("provenance"), PROVENANCE_ORDER);
        root.path("conditions").path("columns").forEach(column -> order(column, COLUMN_ORDER));
        return text(root);
    }

    static String text(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree could not be written", e);
        }
    }

    /**
     * Reads what {@link #write} wrote, by any version that this build knows.
     *
     * @param tensors what the manifest's parts have in the file besides JSON
     * @throws ArtifactException naming the field that is missing, of another type or out of range
     */
    static Manifest read(ObjectNode root, TensorParts tensors) {
        AbsentFields.addTo(root);
        try {
            return MAPPER.readerFor(Manifest.class)
                    .withAttribute(TensorParts.class, tensors)
                    .readValue(root);
        } catch (JsonMappingException e) {
            throw ManifestFault.of(e, root);
        } catch (IOException e) {
            throw new IllegalStateException("a JSON tree could not be read", e);
        }
    }

    private static List<String> names(String text) {
        return List.of(text.strip().split("\\s+"));
    }

    private static void order(JsonNode node, List<String> names) {
        ObjectNode object = (ObjectNode) node;
        ObjectNode unordered = MAPPER.createObjectNode();
        unordered.setAll(object);
        object.removeAll();
        for (String name : names) {
            if (unordered.has(name)) {
                object.set(name, unordered.remove(name));
            }
        }
        object.setAll(unordered);
    }

    /** JSON has no word for NaN; a model that holds one came out of a fit that went wrong. */
    private static void requireFinite(String name, JsonNode node) {
        if (node.isDouble() && !Double.isFinite(node.doubleValue())) {
            throw new ArtifactException("manifest field " + name + " is " + node.doubleValue()
                    + ": the fit diverged, lower the learning rate");
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            requireFinite(name + "[" + i + "]", node.get(i));
        }
        node.properties().forEach(field -> requireFinite(field.getKey(), field.getValue()));
    }
}
