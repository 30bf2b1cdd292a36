// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

/** The terms of the negative ELBO that have closed forms, in nats and in double. */
public final class ClosedForms {
    /** log(2 pi) / 2. */
    public static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    private ClosedForms() {}

    /**
     * KL(N(mean, diag exp(logVariance)) to N(0, I)) = 1/2 sum (mean^2 + exp(logVariance) - logVariance - 1), at least 0
     * (Kingma and Welling, 2014, appendix B).
     *
     * @param mean [latentDim]
     * @param logVariance [latentDim]
     */
    public static double klToStandardNormal(double[] mean, double[] logVariance) {
        double sum = 0;
        for (int j = 0; j < mean.length; j++) {
            sum += klToStandardNormal(mean[j], logVariance[j]);
        }
        return sum;
    }

    /** KL(N(mean, exp(logVariance)) to N(0, 1)) of a single latent, nats. */
    public static double klToStandardNormal(double mean, double logVariance) {
        // expm1 keeps the difference of nearly equal numbers exact if the posterior is close to the prior.
        return 0.5 * (mean * mean + (Math.expm1(logVariance) - logVariance));
    }

    /** -log N(x; mean, sigma^2). */
    public static double gaussianNats(double x, double mean, double sigma) {
        double z = (x - mean) / sigma;
        return HALF_LOG_TWO_PI + Math.log(sigma) + 0.5 * z * z;
    }

    /** -log N(x; mean, exp(logVariance)). */
    public static double gaussianNatsByLogVariance(double x, double mean, double logVariance) {
        double difference = x - mean;
        return HALF_LOG_TWO_PI + 0.5 * (logVariance + difference * difference * Math.exp(-logVariance));
    }

    /**
     * -log of the Bernoulli probability of x, softplus(logit) - x logit, which never overflows.
     *
     * @param x in [0, 1]; between the two ends this is a cross-entropy, not a density
     */
    public static double bernoulliNats(double x, double logit) {
        return Math.max(logit, 0.0) - x * logit + Math.log1p(Math.exp(-Math.abs(logit)));
    }

    /**
     * Turns logarithms into shares that add up to 1, in place, and returns log sum exp. Neither overflows.
     *
     * @param logs at least one, finite
     */
    public static double normalizeLogs(double[] logs) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double log : logs) {
            largest = Math.max(largest, log);
        }
        double sum = 0;
        for (int k = 0; k < logs.length; k++) {
            logs[k] = Math.exp(logs[k] - largest);
            sum += logs[k];
        }
        for (int k = 0; k < logs.length; k++) {
            logs[k] /= sum;
        }
        return largest + Math.log(sum);
    }

    static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    /** 1 / (1 + exp(-logit)). */
    public static double sigmoid(double logit) {
        return 1.0 / (1.0 + Math.exp(-logit));
    }
}
