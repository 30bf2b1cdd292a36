// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Decides whether a challenger may replace a champion, judged on normal rows that neither fit has seen.
 *
 * <p>It checks two things. First, the cost of a row must not rise: scores are cut at the champion's 99 % quantile, so
 * that a few wild rows do not decide, and the challenger's mean may lie above the champion's by {@value #SLACK}
 * champion deviations and three standard errors of the paired difference. Second, the calibration must hold: at each
 * rate of {@link #RATES}, and at the alert rate, that promises at least {@value #LEAST_EXPECTED} rows, the challenger
 * may flag {@value #FACTOR} times what it promises and three Poisson deviations more, unless the champion flags as
 * many. It must flag as many as what it promises over {@value #FACTOR} and three Poisson deviations less, unless the
 * champion flags as few: a model that hardly flags anything finds nothing either. On fewer than {@value #LEAST_ROWS}
 * rows none of this can be seen, so that they are a reason of their own.
 *
 * @param rows number of rows compared
 * @param championNats mean cost of a row in the user's units by the champion, cut as above
 * @param challengerNats the same by the challenger
 * @param standardError of the mean paired difference, nats
 * @param calibration promise and outcome at each rate
 * @param drifts by how much each feature's baseline moved, the largest first
 * @param faults why the challenger is refused; empty: it is accepted
 */
public record ModelComparison(
        int rows,
        double championNats,
        double challengerNats,
        double standardError,
        List<Calibration> calibration,
        List<Drift> drifts,
        List<String> faults) {
    /** Rates at which the calibration is checked, in addition to the alert rate. */
    static final List<Double> RATES = List.of(1e-1, 1e-2, 1e-3);

    static final double SLACK = 0.02;
    static final int LEAST_EXPECTED = 5;
    static final double FACTOR = 2;

    /** Rows without which nobody can say that a challenger is no worse: ten of them are promised at 1e-1. */
    public static final int LEAST_ROWS = 100;

    private static final double DEVIATIONS = 3;
    private static final double CUT = 0.99;

    public ModelComparison {
        calibration = List.copyOf(calibration);
        drifts = List.copyOf(drifts);
        faults = List.copyOf(faults);
    }

    /**
     * The results of one model on the compared rows.
     *
     * @param nats [rows], cost of each row as a density in the user's units: score plus the sum of the logarithms of
     *     the deviations that standardised it, so that models with different scalers can be compared
     * @param pValues [rows]
     * @param baselines [features], mean nats of each feature on normal rows
     */
    public record Side(double[] nats, double[] pValues, double[] baselines) {}

    /** Rows that each model flags at a rate that promises {@code expected} of them. */
    public record Calibration(double rate, double expected, int champion, int challenger) {}

    /** How the baseline of a feature moved from champion to challenger, nats. */
    public record Drift(String feature, double champion, double challenger) {
        double size() {
            return Math.abs(challenger - champion);
        }
    }

    /**
     * Compares two models on the same rows in the same order.
     *
     * @param alertRate the detector's
     * @throws IllegalArgumentException if the sides differ in length or there is no row
     */
    public static ModelComparison of(List<String> features, Side champion, Side challenger, double alertRate) {
        int rows = champion.nats.length;
        if (rows == 0 || challenger.nats.length != rows) {
            throw new IllegalArgumentException("a comparison needs the same rows of both models but has " + rows
                    + " and " + challenger.nats.length);
        }
        double cut = quantile(champion.nats, CUT);
        double[] before = cut(champion.nats, cut);
        double[] after = cut(challenger.nats, cut);
        double[] differences =
                IntStream.range(0, rows).mapToDouble(i -> after[i] - before[i]).toArray();
        double error = deviation(differences) / Math.sqrt(rows);
        List<Calibration> calibration = calibration(champion, challenger, alertRate);
        List<String> faults = new ArrayList<>();
        if (rows < LEAST_ROWS) {
            faults.add("it can be compared on " + rows + " normal records only, which neither model was fitted to, and "
                    + LEAST_ROWS + " are needed; give more (a refresh: refresh.min-samples of at least 1000)");
        }
        double allowed = allowedDifference(deviation(before), error);
        if (!(mean(differences) <= allowed)) {
            faults.add(String.format(
                    Locale.ROOT,
                    "a normal record costs %.3f nats more than by the champion, %.3f are allowed",
                    mean(differences),
                    allowed));
        }
        calibration.stream().filter(ModelComparison::isBroken).forEach(broken -> faults.add(fault(broken)));
        return new ModelComparison(
                rows, mean(before), mean(after), error, calibration, drifts(features, champion, challenger), faults);
    }

    public boolean accepted() {
        return faults.isEmpty();
    }

    /** Mean nats by which a row costs more with the challenger; negative if it costs less. */
    public double difference() {
        return challengerNats - championNats;
    }

    private static List<Calibration> calibration(Side champion, Side challenger, double alertRate) {
        return IntStream.rangeClosed(0, RATES.size())
                .mapToDouble(i -> i < RATES.size() ? RATES.get(i) : alertRate)
                .distinct()
                .mapToObj(rate -> new Calibration(
                        rate,
                        rate * champion.pValues.length,
                        flagged(champion.pValues, rate),
                        flagged(challenger.pValues, rate)))
                .toList();
    }

    private static boolean isBroken(Calibration at) {
        return flagsTooMany(at.expected, at.champion, at.challenger)
                || flagsTooFew(at.expected, at.champion, at.challenger);
    }

    /**
     * How much more a normal row may cost with the challenger, nats.
     *
     * @param championDeviation standard deviation of the champion's cost, nats
     * @param standardError of the mean paired difference, nats
     */
    public static double allowedDifference(double championDeviation, double standardError) {
        return SLACK * championDeviation + DEVIATIONS * standardError;
    }

    /**
     * Whether the challenger flags more than it promises and more than the champion.
     *
     * @param expected number of rows that its rate promises; if that is too few, the answer is no
     */
    public static boolean flagsTooMany(double expected, long champion, long challenger) {
        double most = FACTOR * expected;
        return expected >= LEAST_EXPECTED && challenger > most + DEVIATIONS * Math.sqrt(most) && challenger > champion;
    }

    /**
     * Whether the challenger flags far less than it promises, and less than the champion.
     *
     * @param expected number of rows that its rate promises; of fewer than 18 even none is no surprise
     */
    public static boolean flagsTooFew(double expected, long champion, long challenger) {
        double least = expected / FACTOR;
        return challenger < least - DEVIATIONS * Math.sqrt(least) && challenger < champion;
    }

    private static String fault(Calibration at) {
        return String.format(
                Locale.ROOT,
                "at rate %.0e it flags %s%d normal records where it promises %.0f (the champion flags %d)",
                at.rate,
                at.challenger < at.expected ? "only " : "",
                at.challenger,
                at.expected,
                at.champion);
    }

    private static List<Drift> drifts(List<String> features, Side champion, Side challenger) {
        return IntStream.range(0, features.size())
                .mapToObj(f -> new Drift(features.get(f), champion.baselines[f], challenger.baselines[f]))
                .sorted(Comparator.comparingDouble(Drift::size).reversed())
                .toList();
    }

    private static int flagged(double[] pValues, double rate) {
        return (int) Arrays.stream(pValues).filter(p -> p <= rate).count();
    }

    private static double[] cut(double[] values, double most) {
        // NaN, as from an overflow, counts as the worst.
        return Arrays.stream(values).map(v -> v <= most ? v : most).toArray();
    }

    private static double quantile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1L, (long) (share * sorted.length))];
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double deviation(double[] values) {
        double mean = mean(values);
        return Math.sqrt(Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / values.length);
    }
}
