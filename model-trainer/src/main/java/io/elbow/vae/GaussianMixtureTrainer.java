// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.artifact.VaeTensors;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Fits a mixture of Gaussians with diagonal covariances by expectation-maximisation, started by k-means++ seeding
 * (Arthur and Vassilvitskii, 2007). If the number of components is left open, it is the one of 1 to 10 with the lowest
 * Bayesian information criterion, -2 log p + (parameters) log n (Schwarz, Estimating the dimension of a model, 1978).
 *
 * <p>For large tables rows are drawn by seed, so that a fit takes seconds: at most as many as have
 * {@value #LARGEST_CELLS} values, but at least {@value #LEAST_ROWS} rows.
 */
final class GaussianMixtureTrainer implements Trainer {
    private static final int MOST_COMPONENTS = 10;
    private static final int LARGEST_CELLS = 2_000_000;
    private static final int LEAST_ROWS = 2_000;

    private final VaeSpec spec;
    private final boolean open;
    private final long seed;

    /**
     * Makes a trainer.
     *
     * @param open whether the rows decide the number of components, instead of the specification
     */
    GaussianMixtureTrainer(VaeSpec spec, boolean open, long seed) {
        this.spec = spec;
        this.open = open;
        this.seed = seed;
    }

    @Override
    public FitResult fit(TrainingRows rows, Map<String, Tensor> start, FitListener listener, StopRequest stop) {
        float[][] fitted = drawn(rows);
        double leastVariance = spec.sigma() * spec.sigma();
        int first = open ? 1 : spec.latentDim();
        int last = open ? Math.min(MOST_COMPONENTS, fitted.length) : spec.latentDim();
        MixtureFit best = null;
        double bestCriterion = Double.POSITIVE_INFINITY;
        boolean interrupted = false;
        for (int count = first; count <= last && !interrupted; count++) {
            MixtureFit fit = start == null
                    ? MixtureFit.seeded(fitted, count, leastVariance, new SplittableRandom(seed))
                    : MixtureFit.from(fitted, start, leastVariance);
            double criterion = criterion(fit, fitted.length, count);
            if (best == null || criterion < bestCriterion) {
                best = fit;
                bestCriterion = criterion;
            }
            listener.onStep(FitStep.plain(count - first + 1, last - first + 1, fitted.length, fit.meanNats()));
            interrupted = stop.isMade() && count < last;
        }
        requireFinite(best);
        return new FitResult(
                spec.withLatentDim(best.count()), tensors(best), best.iterations(), best.meanNats(), interrupted);
    }

    private double criterion(MixtureFit fit, int rows, int count) {
        double parameters = count * (2.0 * spec.inputDim() + 1) - 1;
        return 2 * rows * fit.meanNats() + parameters * Math.log(rows);
    }

    private static void requireFinite(MixtureFit fit) {
        if (!Double.isFinite(fit.meanNats())) {
            throw new FitFailedException("the mixture's mean score is " + fit.meanNats()
                    + "; look for extreme values in the input or give another --seed");
        }
    }

    private float[][] drawn(TrainingRows rows) {
        int size = Math.min(rows.size(), Math.max(LEAST_ROWS, LARGEST_CELLS / spec.inputDim()));
        SplittableRandom random = new SplittableRandom(~seed);
        int[] order = new int[rows.size()];
        Arrays.setAll(order, i -> i);
        float[][] drawn = new float[size][spec.inputDim()];
        for (int i = 0; i < size; i++) {
            int other = size == rows.size() ? i : random.nextInt(i, rows.size());
            rows.copyTo(order[other], drawn[i], 0);
            order[other] = order[i];
        }
        return drawn;
    }

    private Map<String, Tensor> tensors(MixtureFit fit) {
        int inputs = spec.inputDim();
        int count = fit.count();
        float[] logits = new float[count];
        float[] means = new float[count * inputs];
        float[] logVariances = new float[count * inputs];
        for (int k = 0; k < count; k++) {
            logits[k] = (float) fit.logWeights()[k];
            for (int i = 0; i < inputs; i++) {
                means[k * inputs + i] = (float) fit.means()[k][i];
                logVariances[k * inputs + i] = (float) Math.log(fit.variances()[k][i]);
            }
        }
        Map<String, Tensor> tensors = new TreeMap<>();
        tensors.put(VaeTensors.MIXTURE_WEIGHT_LOGITS, new Tensor(new int[] {count}, logits));
        tensors.put(VaeTensors.MIXTURE_MEANS, new Tensor(new int[] {count, inputs}, means));
        tensors.put(VaeTensors.MIXTURE_LOG_VARIANCES, new Tensor(new int[] {count, inputs}, logVariances));
        return tensors;
    }
}
