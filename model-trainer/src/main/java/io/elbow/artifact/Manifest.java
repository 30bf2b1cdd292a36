// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import io.elbow.features.Standardizer;
import io.elbow.scoring.TailCalibration;
import java.util.List;

/**
 * Everything of a model but its weights.
 *
 * @param detector the detector it was trained for; null: any
 * @param keyColumn column of the key in the training table, or null
 * @param timestampColumn column of the event time in the training table, or null
 * @param series whether rows were taken as series (ordered, shingled) rather than as points
 * @param floor the least attainable -log p of a row, nats
 * @param baselines [inputDim], mean nats of each input on held-back normal rows
 * @param alertRate the rate the trainer was asked for
 * @param extensions what came with format version 2
 */
public record Manifest(
        int formatVersion,
        String detector,
        VaeSpec spec,
        List<String> featureNames,
        String keyColumn,
        String timestampColumn,
        boolean series,
        Standardizer scaler,
        double floor,
        TailCalibration calibration,
        double[] baselines,
        double alertRate,
        FitOptions fit,
        Provenance provenance,
        FitSummary summary,
        Extensions extensions) {
    /** Written by this build. */
    public static final int FORMAT_VERSION = 2;

    /** The oldest one that is read. */
    public static final int OLDEST_VERSION = 1;

    /** Without extensions. */
    public Manifest(
            int formatVersion,
            String detector,
            VaeSpec spec,
            List<String> featureNames,
            String keyColumn,
            String timestampColumn,
            boolean series,
            Standardizer scaler,
            double floor,
            TailCalibration calibration,
            double[] baselines,
            double alertRate,
            FitOptions fit,
            Provenance provenance,
            FitSummary summary) {
        this(
                formatVersion,
                detector,
                spec,
                featureNames,
                keyColumn,
                timestampColumn,
                series,
                scaler,
                floor,
                calibration,
                baselines,
                alertRate,
                fit,
                provenance,
                summary,
                Extensions.NONE);
    }

    /**
     * The rate that alerts go by.
     *
     * @param written the one that a flag or the yaml asks for; null: none, so the trainer's own holds
     */
    public double alertRateOr(Double written) {
        return written == null ? alertRate : written;
    }

    /** The same with other extensions. */
    public Manifest withExtensions(Extensions other) {
        return new Manifest(
                formatVersion,
                detector,
                spec,
                featureNames,
                keyColumn,
                timestampColumn,
                series,
                scaler,
                floor,
                calibration,
                baselines,
                alertRate,
                fit,
                provenance,
                summary,
                other);
    }

    public Manifest {
        featureNames = List.copyOf(featureNames);
    }
}
