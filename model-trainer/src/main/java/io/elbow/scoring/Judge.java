// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import io.elbow.artifact.Manifest;
import io.elbow.config.RefreshOptions;
import io.elbow.features.Order;
import io.elbow.features.Smoothing;
import java.util.Arrays;

/**
 * Adds a row's ELBO terms up and judges the sum by a model's calibration. Stateless, so one serves any number of
 * threads.
 *
 * <p>Sums run over the shingle's rows first and over the features then, so that the nats of a row's features add up to
 * its reconstruction to the last bit.
 */
public final class Judge {
    private static final double CRITICAL_SHARE = 100.0;

    private final double[] baselines;
    private final TailCalibration calibration;
    private final double rate;
    private final int features;
    private final int rowWidth;
    private final double threshold;
    private final Smoothing smoothing;
    private final Smoothing.Step smoothingStep;
    private final double guard;

    /** A model's judge at an alert rate, with the guard that a yaml has by default. */
    public static Judge of(Manifest manifest, double rate) {
        return of(manifest, rate, RefreshOptions.DEFAULT.guard());
    }

    /**
     * A model's judge at an alert rate.
     *
     * @param guard least p-value of a record that an established key's statistics learn from, the yaml's
     *     {@code refresh.guard}
     */
    public static Judge of(Manifest manifest, double rate, double guard) {
        return new Judge(
                manifest.baselines(),
                manifest.calibration(),
                rate,
                manifest.spec().features(),
                manifest.smoothing(),
                manifest.spec().conditionDim(),
                guard);
    }

    /**
     * @param baselines [inputDim], mean nats of each input on normal rows; what a missing input contributes
     * @param rate alert rate: an anomaly's p-value is at most this
     * @param features inputs of each of the shingle's rows
     * @param smoothing the average of scores, and whether it is what the calibration knows
     * @param conditionDim numbers of the condition, which stand behind each row's inputs; 0: unconditional
     * @param guard as {@link #of(Manifest, double, double)}
     */
    public Judge(
            double[] baselines,
            TailCalibration calibration,
            double rate,
            int features,
            Smoothing smoothing,
            int conditionDim,
            double guard) {
        if (features < 1 || baselines.length == 0 || baselines.length % features != 0) {
            throw new IllegalArgumentException(
                    baselines.length + " baselines do not make whole rows of " + features + " features");
        }
        this.baselines = baselines.clone();
        this.calibration = calibration;
        this.rate = rate;
        this.features = features;
        this.rowWidth = baselines.length + conditionDim;
        this.threshold = calibration.threshold(rate);
        this.smoothing = smoothing;
        smoothingStep = smoothing.step();
        this.guard = guard;
    }

    /**
     * Judges one row of a batch.
     *
     * @param rows [batch * rowWidth], the standardised inputs that were scored, each row's condition behind them; NaN:
     *     missing
     */
    public Verdict judge(ElboTerms terms, int row, float[] rows) {
        return judge(terms, row, rows, Smoothing.NOTHING);
    }

    /**
     * Judges one row of a batch and carries on the average of its key's scores.
     *
     * @param rows [batch * inputDim], the standardised inputs that were scored; NaN: missing
     * @param before the average up to the key's row before, or {@link Smoothing#NOTHING}
     */
    public Verdict judge(ElboTerms terms, int row, float[] rows, double before) {
        return judge(terms, row, rows, before, 0);
    }

    /**
     * The same of a row that something besides its terms makes unlikely.
     *
     * @param unseen what an unseen category costs, nats, counted to the divergence; 0: it has none
     */
    public Verdict judge(ElboTerms terms, int row, float[] rows, double before, double unseen) {
        double reconstruction = 0;
        for (int feature = 0; feature < features; feature++) {
            reconstruction += featureNats(terms, row, rows, feature);
        }
        double kl = terms.kl()[row] + unseen;
        double score = reconstruction + kl;
        double smoothed = smoothingStep.next(before, score);
        double pValue = calibration.pValue(smoothing.judged() ? smoothed : score);
        return new Verdict(
                score, reconstruction, kl, pValue, pValue <= rate, pValue <= rate / CRITICAL_SHARE, smoothed);
    }

    /**
     * Whether a record's p-value is no larger than the guard, so that only a key of which little is known learns from
     * it. Among the rarest records incidents are common: at an alert rate of 1e-4 hardly a record of one alerts, and
     * statistics that learned from all the others would follow it until it looks normal.
     */
    public boolean isRare(Verdict verdict) {
        return !(verdict.pValue() > guard);
    }

    /** Nats of each feature, [features], summed over the shingle's rows; their sum is the row's reconstruction. */
    public double[] featureNats(ElboTerms terms, int row, float[] rows) {
        double[] nats = new double[features];
        for (int feature = 0; feature < features; feature++) {
            nats[feature] = featureNats(terms, row, rows, feature);
        }
        return nats;
    }

    /** What each feature costs on normal rows, [features], summed over the shingle's rows. */
    public double[] featureBaselines() {
        double[] sums = new double[features];
        for (int feature = 0; feature < features; feature++) {
            for (int i = feature; i < baselines.length; i += features) {
                sums[feature] += baselines[i];
            }
        }
        return sums;
    }

    /**
     * The features that cost most beyond their baselines.
     *
     * @param featureNats as {@link #featureNats} gives them
     * @param k at most so many
     * @return indices, the largest excess first, equal ones in the features' order
     */
    public int[] costliest(double[] featureNats, int k) {
        double[] normal = featureBaselines();
        double[] excess = new double[features];
        Arrays.setAll(excess, f -> featureNats[f] - normal[f]);
        return Arrays.stream(Order.descending(excess)).limit(k).toArray();
    }

    public Smoothing smoothing() {
        return smoothing;
    }

    /** The alert rate. */
    public double rate() {
        return rate;
    }

    /**
     * The least score, or average of scores, that is an anomaly; positive infinity where the calibration never reaches
     * the rate.
     */
    public double threshold() {
        return threshold;
    }

    private double featureNats(ElboTerms terms, int row, float[] rows, int feature) {
        int inputs = baselines.length;
        double sum = 0;
        for (int i = feature; i < inputs; i += features) {
            boolean missing = Float.isNaN(rows[row * rowWidth + i]);
            sum += missing ? baselines[i] : terms.nats()[row * inputs + i];
        }
        return sum;
    }
}
