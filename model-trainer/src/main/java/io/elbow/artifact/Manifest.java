// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.elbow.budget.SurpriseFit;
import io.elbow.config.FeatureSource;
import io.elbow.config.RecordOptions;
import io.elbow.config.RecordOptions.TimeUnit;
import io.elbow.features.Conditions;
import io.elbow.features.Derivation;
import io.elbow.features.KeyShift;
import io.elbow.features.PerKeyFit;
import io.elbow.features.Smoothing;
import io.elbow.features.Standardizer;
import io.elbow.scoring.TailCalibration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Everything of a model but its weights. {@link ManifestJson} writes it as one flat JSON object: the parts here are for
 * Java alone.
 *
 * @param detector the detector it was trained for; null: any
 * @param conditions how a record's condition becomes numbers
 */
public record Manifest(
        int formatVersion,
        @OrNull String detector,
        VaeSpec spec,
        @JsonUnwrapped Columns columns,
        @JsonUnwrapped Scaling scaling,
        Conditions conditions,
        @JsonUnwrapped Verdicts verdicts,
        @JsonUnwrapped Training training) {
    /** Written by this build. */
    public static final int FORMAT_VERSION = 2;

    /** The oldest one that is read. */
    public static final int OLDEST_VERSION = 1;

    /**
     * How the training table was read.
     *
     * @param keyColumn column of the key, or null
     * @param timestampColumn column of the event time, or null
     * @param timestampUnit unit of the event time's numbers as the yaml said; null: nobody said it
     * @param series whether rows were taken as series (ordered, shingled) rather than as points
     * @param derived the features that are not a field as it stands
     */
    public record Columns(
            List<String> featureNames,
            @OrNull String keyColumn,
            @OrNull String timestampColumn,
            @OrNull TimeUnit timestampUnit,
            boolean series,
            List<DerivedFeature> derived) {
        public Columns {
            featureNames = List.copyOf(featureNames);
            derived = List.copyOf(derived);
            for (DerivedFeature feature : derived) {
                if (!featureNames.contains(feature.feature())) {
                    throw new ArtifactException("manifest.derived makes " + feature.feature()
                            + ", which is none of manifest.featureNames " + featureNames);
                }
            }
        }

        /** Of columns that are features as they stand. */
        public Columns(
                List<String> featureNames,
                String keyColumn,
                String timestampColumn,
                TimeUnit timestampUnit,
                boolean series) {
            this(featureNames, keyColumn, timestampColumn, timestampUnit, series, List.of());
        }

        /** Where the features come from, in their order. */
        List<FeatureSource> sources() {
            Map<String, DerivedFeature> byName =
                    derived.stream().collect(Collectors.toMap(DerivedFeature::feature, Function.identity()));
            return featureNames.stream()
                    .map(name -> byName.containsKey(name) ? byName.get(name).source() : FeatureSource.plain(name))
                    .toList();
        }
    }

    /**
     * How features are standardised.
     *
     * @param scaler by the statistics of all keys
     * @param perKey each key's own statistics; null: every key is standardised by the global ones
     * @param shifts levels that are normal for single keys, in a model that standardises all others alike
     */
    public record Scaling(Standardizer scaler, @OrNull PerKeyFit perKey, List<KeyShift> shifts) {
        public Scaling {
            shifts = List.copyOf(shifts);
        }

        /** Of keys none of which has shifted. */
        public Scaling(Standardizer scaler, PerKeyFit perKey) {
            this(scaler, perKey, List.of());
        }

        /** Returns this scaling with other shifts. */
        public Scaling withShifts(List<KeyShift> others) {
            return new Scaling(scaler, perKey, others);
        }
    }

    /**
     * What makes verdicts of scores.
     *
     * @param floor the least attainable -log p of a row, nats
     * @param baselines [inputDim], mean nats of each input on held-back normal rows
     * @param alertRate the rate the trainer was asked for
     * @param smoothing the average of a key's scores
     * @param unseenCost what a category that no training row had adds to the score, nats; 0: nothing
     * @param surprise what an alert budget begins with; null: the rows had no times, or the model is of before
     */
    public record Verdicts(
            double floor,
            TailCalibration calibration,
            double[] baselines,
            double alertRate,
            @JsonUnwrapped Smoothing smoothing,
            double unseenCost,
            @OrNull SurpriseFit surprise) {
        public Verdicts {
            if (!(unseenCost >= 0)) {
                throw new IllegalArgumentException(
                        "the cost of an unseen category must be at least 0 but was " + unseenCost);
            }
        }

        /** Verdicts to which an unseen category makes no difference. */
        public Verdicts(
                double floor, TailCalibration calibration, double[] baselines, double alertRate, Smoothing smoothing) {
            this(floor, calibration, baselines, alertRate, smoothing, 0, null);
        }
    }

    /**
     * How the model came about.
     *
     * @param latents how a VAE uses its latents; null: not known, or a family without latents
     * @param curve how the loss fell; null: not known
     */
    public record Training(
            FitOptions fit,
            Provenance provenance,
            FitSummary summary,
            @OrNull LatentSummary latents,
            @OrNull @JsonProperty("trainingCurve") TrainingCurve curve) {}

    public Manifest {
        conditions = conditions.isEmpty() ? Conditions.NONE : conditions;
    }

    /**
     * The rate that alerts go by.
     *
     * @param written the one that a flag or the yaml asks for; null: none, so the trainer's own holds
     */
    public double alertRateOr(Double written) {
        return written == null ? verdicts.alertRate : written;
    }

    public List<String> featureNames() {
        return columns.featureNames;
    }

    /** Where the features come from, in their order. */
    public List<FeatureSource> sources() {
        return columns.sources();
    }

    /** Makes the features of the fields of {@link #sources}. */
    public Derivation derivation() {
        return new Derivation(sources());
    }

    public String keyColumn() {
        return columns.keyColumn;
    }

    public String timestampColumn() {
        return columns.timestampColumn;
    }

    public TimeUnit timestampUnit() {
        return columns.timestampUnit;
    }

    /** The unit that it was trained with, where a file's column of the event time is the model's; else null. */
    public TimeUnit unitOf(String timestamp) {
        return timestamp != null && timestamp.equals(timestampColumn()) ? timestampUnit() : null;
    }

    /** The unit of a file's event time: the yaml's where it names the same column, else that of {@link #unitOf}. */
    public TimeUnit unitOf(String timestamp, RecordOptions yaml) {
        TimeUnit written = yaml.unitOf(timestamp);
        return written == null ? unitOf(timestamp) : written;
    }

    public boolean series() {
        return columns.series;
    }

    public Standardizer scaler() {
        return scaling.scaler;
    }

    public PerKeyFit perKey() {
        return scaling.perKey;
    }

    public List<KeyShift> shifts() {
        return scaling.shifts;
    }

    /** Returns this manifest with other shifts of single keys. */
    public Manifest withShifts(List<KeyShift> others) {
        return new Manifest(
                formatVersion, detector, spec, columns, scaling.withShifts(others), conditions, verdicts, training);
    }

    public double floor() {
        return verdicts.floor;
    }

    public TailCalibration calibration() {
        return verdicts.calibration;
    }

    public double[] baselines() {
        return verdicts.baselines;
    }

    public double alertRate() {
        return verdicts.alertRate;
    }

    public double unseenCost() {
        return verdicts.unseenCost;
    }

    public Smoothing smoothing() {
        return verdicts.smoothing;
    }

    /** What an alert budget begins with; null: this model cannot keep one. */
    public SurpriseFit surprise() {
        return verdicts.surprise;
    }

    public FitOptions fit() {
        return training.fit;
    }

    public Provenance provenance() {
        return training.provenance;
    }

    public FitSummary summary() {
        return training.summary;
    }
}
