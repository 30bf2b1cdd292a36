// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.Bound;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.artifact.VaeTensors;
import io.elbow.scoring.ElboTerms;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Ends a fit when the score of rows set aside has not improved for a while, and keeps the best weights. A tenth of the
 * rows, drawn by seed, is set aside for it; calibration rows are never among them.
 */
final class EarlyStopping {
    private static final int CHECK_EVERY = 100;
    private static final int PATIENCE = 5;

    private final VaeSpec spec;
    private final TrainingRows rows;
    private final int[] order;
    private final float[] ofUnseen;
    private final int validation;
    private double bestScore = Double.POSITIVE_INFINITY;
    private SortedMap<String, Tensor> best;
    private int checksWithoutGain;

    /**
     * Sets rows aside.
     *
     * @param ofUnseen [conditionDim], the value of an unseen condition in the prior; null: the prior has no condition
     */
    EarlyStopping(VaeSpec spec, TrainingRows rows, RandomGenerator random, float[] ofUnseen) {
        this.ofUnseen = ofUnseen;
        this.spec = spec.withBound(Bound.ELBO, 0);
        this.rows = rows;
        order = new int[rows.size()];
        for (int i = 0; i < order.length; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        validation = Math.max(1, rows.size() / 10);
    }

    TrainingRows fitRows() {
        return new TrainingRows() {
            @Override
            public int size() {
                return order.length - validation;
            }

            @Override
            public void copyTo(int index, float[] target, int offset) {
                rows.copyTo(order[validation + index], target, offset);
            }
        };
    }

    boolean shouldStop(int step, Parameters parameters) {
        if (step % CHECK_EVERY != 0) {
            return false;
        }
        SortedMap<String, Tensor> weights = parameters.export();
        double score = meanScore(weights);
        if (score < bestScore) {
            bestScore = score;
            best = weights;
            checksWithoutGain = 0;
            return false;
        }
        checksWithoutGain++;
        return checksWithoutGain >= PATIENCE;
    }

    SortedMap<String, Tensor> best(Parameters parameters) {
        return best == null ? parameters.export() : new TreeMap<>(best);
    }

    private double meanScore(SortedMap<String, Tensor> weights) {
        int inputDim = spec.inputDim();
        int width = spec.rowWidth();
        float[] input = new float[validation * width];
        for (int i = 0; i < validation; i++) {
            rows.copyTo(order[i], input, i * width);
        }
        SortedMap<String, Tensor> tensors = new TreeMap<>(weights);
        if (ofUnseen != null) {
            tensors.put(VaeTensors.PRIOR_CONDITION, Tensor.of(ofUnseen, ofUnseen.length));
        }
        try (VaeScorer scorer = new VaeScorer(spec, tensors)) {
            ElboTerms terms = scorer.score(input, validation);
            double sum = 0;
            for (int i = 0; i < terms.nats().length; i++) {
                boolean missing = Float.isNaN(input[i / inputDim * width + i % inputDim]);
                sum += missing ? 0 : terms.nats()[i];
            }
            for (float kl : terms.kl()) {
                sum += kl;
            }
            return sum / validation;
        }
    }
}
