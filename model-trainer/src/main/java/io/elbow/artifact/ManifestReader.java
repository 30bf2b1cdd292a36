// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import io.elbow.features.Standardizer;
import io.elbow.scoring.TailCalibration;
import io.elbow.scoring.TailCalibration.Tail;
import java.util.Map;
import java.util.TreeMap;

/** Reads the manifest that {@link ManifestJson} writes. */
final class ManifestReader {
    private ManifestReader() {}

    /**
     * Reads what {@link ManifestJson#write} wrote, once the version is known to be this build's.
     *
     * @throws ArtifactException naming the field that is missing, of another type or out of range
     */
    static Manifest read(JsonNode root, double[] scores, long[] atOrAbove, KeyTensors keyTensors) {
        JsonFields fields = JsonFields.of(root, "manifest");
        boolean extended = fields.integer(ManifestJson.VERSION) > Manifest.OLDEST_VERSION;
        VaeSpec spec = readSpec(fields.object("spec"), extended);
        JsonFields scaler = fields.object("scaler");
        return new Manifest(
                fields.integer(ManifestJson.VERSION),
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
                spec.word("activation", Activation.values(), Activation::configName),
                spec.word("likelihood", Likelihood.values(), Likelihood::configName),
                spec.decimal("sigma"),
                spec.integer("posteriorSamples"),
                extended ? spec.word("family", Family.values(), Family::configName) : Family.VAE,
                extended ? spec.word("bound", Bound.values(), Bound::configName) : Bound.ELBO,
                extended ? spec.integer("conditionDim") : 0,
                extended
                        ? spec.word("conditionIn", ConditionPlacement.values(), ConditionPlacement::configName)
                        : ConditionPlacement.BOTH,
                extended
                        ? spec.word("decoderOutput", DecoderOutput.values(), DecoderOutput::configName)
                        : DecoderOutput.LINEAR,
                spec.has(ManifestJson.ENCODER_REACH) ? spec.decimal(ManifestJson.ENCODER_REACH) : VaeSpec.NO_REACH,
                spec.has(ManifestJson.MEMBERS) ? spec.integer(ManifestJson.MEMBERS) : 1));
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
                provenance.text(ManifestJson.TIME),
                provenance.has(ManifestJson.DEVICE) ? provenance.text(ManifestJson.DEVICE) : null);
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
