// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.hipparchus.analysis.UnivariateFunction;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.univariate.BrentOptimizer;
import org.hipparchus.optim.univariate.SearchInterval;
import org.hipparchus.optim.univariate.UnivariateObjectiveFunction;
import org.hipparchus.optim.univariate.UnivariatePointValuePair;

/**
 * Maximum likelihood fit of a generalised Pareto distribution by Grimshaw's profile (Technometrics 35, 1993): with
 * theta = shape / scale, the best shape for a theta is mean(log(1 + theta y)), which leaves one dimension to search.
 *
 * <p>The shape is kept in [-0.5, 1]. Below -0.5 the estimator is no longer regular, and below -1 the likelihood has no
 * maximum (Smith, 1985). Above 1 the tail has no mean: a handful of outliers can give that impression, and the alert
 * threshold would become unreachably high.
 */
final class GeneralizedParetoFit {
    static final double LEAST_SHAPE = -0.5;
    static final double LARGEST_SHAPE = 1.0;

    private static final int STARTS = 48;

    /** Excesses divided by their mean, so that the search works on the same numbers in any unit. */
    private final double[] excesses;

    private final double mean;
    private final double largest;

    private GeneralizedParetoFit(double[] excesses) {
        this.mean = Arrays.stream(excesses).average().orElse(Double.NaN);
        this.excesses = Arrays.stream(excesses).map(y -> y / mean).sorted().toArray();
        this.largest = this.excesses[excesses.length - 1];
    }

    /** Fits positive excesses. Empty if there is no finite fit with a positive scale. */
    static Optional<GeneralizedPareto> fit(double[] excesses) {
        if (excesses.length == 0) {
            return Optional.empty();
        }
        GeneralizedParetoFit fit = new GeneralizedParetoFit(excesses);
        if (!(fit.mean > 0 && Double.isFinite(fit.mean) && fit.excesses[0] > 0)) {
            return Optional.empty();
        }
        return fit.best();
    }

    private Optional<GeneralizedPareto> best() {
        double theta = bestTheta();
        if (theta == 0.0) {
            return Optional.of(new GeneralizedPareto(0.0, mean));
        }
        double shape = shape(meanLog(theta));
        double scale = shape / theta * mean;
        if (!Double.isFinite(shape) || !(scale > 0 && Double.isFinite(scale))) {
            return Optional.empty();
        }
        return Optional.of(new GeneralizedPareto(shape, scale));
    }

    private double bestTheta() {
        // Heavy tails: theta on a log grid, from practically exponential to far above 1 / median.
        double median = excesses[excesses.length / 2];
        Candidate heavy = search(Math::exp, Math.log(1e-4 / largest), Math.log(1e3 / median));
        // Tails with an end point: theta from 0 down to -1 / largest, in even steps of the logit of that range.
        Candidate bounded = search(s -> -1.0 / (largest * (1.0 + Math.exp(-s))), -9.0, 14.0);
        Candidate best = heavy.logLikelihood >= bounded.logLikelihood ? heavy : bounded;
        // The exponential limit: -n (1 + log mean), and the mean is 1 here.
        double exponential = -excesses.length;
        return best.logLikelihood > exponential ? best.theta : 0.0;
    }

    /** The profile may have several maxima: every peak of the grid is refined. */
    private Candidate search(DoubleUnaryOperator theta, double from, double to) {
        double step = (to - from) / (STARTS - 1);
        double[] grid = new double[STARTS];
        for (int i = 0; i < STARTS; i++) {
            grid[i] = profile(theta.applyAsDouble(from + i * step));
        }
        Candidate best = new Candidate(0.0, Double.NEGATIVE_INFINITY);
        for (int i = 0; i < STARTS; i++) {
            best = best.or(theta.applyAsDouble(from + i * step), grid[i]);
            if (i > 0 && i < STARTS - 1 && grid[i] >= grid[i - 1] && grid[i] >= grid[i + 1]) {
                double refined = refine(s -> profile(theta.applyAsDouble(s)), from + (i - 1) * step, step);
                best = best.or(theta.applyAsDouble(refined), profile(theta.applyAsDouble(refined)));
            }
        }
        return best;
    }

    private static double refine(UnivariateFunction profile, double from, double step) {
        try {
            UnivariatePointValuePair peak = new BrentOptimizer(1e-9, 1e-12)
                    .optimize(
                            new MaxEval(200),
                            GoalType.MAXIMIZE,
                            new UnivariateObjectiveFunction(profile),
                            new SearchInterval(from, from + 2 * step, from + step));
            return peak.getPoint();
        } catch (MathRuntimeException e) {
            // Too many evaluations on a flat stretch: the grid point is as good.
            return from + step;
        }
    }

    /** Log-likelihood at theta with the best allowed shape; minus infinity outside the support. */
    private double profile(double theta) {
        double meanLog = meanLog(theta);
        double shape = shape(meanLog);
        double value = -excesses.length * (Math.log(shape / theta) + (1.0 + 1.0 / shape) * meanLog);
        return Double.isNaN(value) ? Double.NEGATIVE_INFINITY : value;
    }

    /**
     * For a fixed theta the likelihood has one peak in the shape, at the mean log, so the nearest allowed shape is
     * best.
     */
    private static double shape(double meanLog) {
        return Math.max(LEAST_SHAPE, Math.min(LARGEST_SHAPE, meanLog));
    }

    private double meanLog(double theta) {
        double sum = 0;
        for (double excess : excesses) {
            sum += Math.log1p(theta * excess);
        }
        return sum / excesses.length;
    }

    private record Candidate(double theta, double logLikelihood) {
        Candidate or(double otherTheta, double otherLogLikelihood) {
            return otherLogLikelihood > logLikelihood ? new Candidate(otherTheta, otherLogLikelihood) : this;
        }
    }
}
