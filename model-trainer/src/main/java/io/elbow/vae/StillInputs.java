// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.features.Standardizer;
import io.elbow.scoring.ElboTerms;
import io.elbow.scoring.Scorer;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a model makes of features that stood still in training. The encoder does not see them, so that a move changes
 * what its own feature costs and nothing else; and a move costs so much that the record alerts, but no more.
 */
final class StillInputs {
    /** Rows by which the cost of a move is measured. */
    static final int ROWS = 8;

    /** A move costs this many times what lies between the most ordinary score and the threshold. */
    private static final double MARGIN = 1.5;

    /** The least worth of a move, nats. */
    private static final double LEAST_WORTH = 20;

    /** A feature that stood nearly still is limited no closer than this, in its deviations. */
    private static final double LEAST_NEARLY = 10;

    private StillInputs() {}

    /**
     * Nats that a move is to cost.
     *
     * @param threshold at the model's alert rate; infinite: there is none
     */
    static double worth(HeldBackScores heldBack, double threshold) {
        return Math.max(LEAST_WORTH, MARGIN * heldBack.span(threshold));
    }

    /**
     * The result with an encoder that does not see the features that stood still. In training it saw nothing of them
     * but noise, so no training row scores differently. Families without networks do without by themselves.
     */
    static FitResult hidden(FitResult result, Standardizer scaler) {
        VaeSpec spec = result.spec();
        if (scaler.still() == null || !spec.family().hasNetwork()) {
            return result;
        }
        String first = spec.hidden().isEmpty() ? "encoder\\.(mean|log-variance)" : "encoder\\.0";
        Pattern fromInputs = Pattern.compile("(member\\.\\d+\\.)?" + first + "\\.weight");
        Map<String, Tensor> tensors = new TreeMap<>(result.tensors());
        tensors.replaceAll((name, tensor) -> fromInputs.matcher(name).matches() ? blind(tensor, spec, scaler) : tensor);
        return new FitResult(spec, tensors, result.stepsDone(), result.trainingNegativeElbo(), result.interrupted());
    }

    private static Tensor blind(Tensor weights, VaeSpec spec, Standardizer scaler) {
        int width = weights.shape()[1];
        float[] values = weights.values().clone();
        for (int i = 0; i < spec.inputDim(); i++) {
            for (int at = i; scaler.stoodStill(i % spec.features()) && at < values.length; at += width) {
                values[at] = 0;
            }
        }
        return new Tensor(weights.shape(), values);
    }

    /**
     * How far a move may count at most, so that it is worth what it should be: in the newest row alone, on the side on
     * which it costs less.
     *
     * @param rows some rows to measure by, at least 1
     * @param worth nats
     * @return [features]
     */
    static double[] bounds(Scorer scorer, VaeSpec spec, Standardizer scaler, TrainingRows rows, double worth) {
        double[] bounds = scaler.still().bound().clone();
        float[] batch = new float[rows.size() * scorer.rowWidth()];
        for (int row = 0; row < rows.size(); row++) {
            rows.copyTo(row, batch, row * scorer.rowWidth());
        }
        for (int f = 0; f < bounds.length; f++) {
            if (scaler.isStill(f)) {
                int input = spec.inputDim() - spec.features() + f;
                double bound = bound(scorer, batch, input, worth, spec.sigma() * Math.sqrt(2 * worth));
                bounds[f] = Math.min(Standardizer.GUARD, scaler.stoodStill(f) ? bound : Math.max(LEAST_NEARLY, bound));
            }
        }
        return bounds;
    }

    private static double bound(Scorer scorer, float[] batch, int input, double worth, double first) {
        double bound = first;
        while (bound < Standardizer.GUARD
                && Math.min(gain(scorer, batch, input, bound), gain(scorer, batch, input, -bound)) < worth) {
            bound *= 1.1;
        }
        return bound;
    }

    /** The least cost of a move over the rows, nats. */
    private static double gain(Scorer scorer, float[] batch, int input, double z) {
        int width = scorer.rowWidth();
        int rows = batch.length / width;
        ElboTerms before = scorer.score(with(batch, width, input, 0), rows);
        ElboTerms after = scorer.score(with(batch, width, input, (float) z), rows);
        double least = Double.POSITIVE_INFINITY;
        for (int row = 0; row < rows; row++) {
            int at = row * scorer.inputDim() + input;
            least = Math.min(least, (double) after.nats()[at] - before.nats()[at] + after.kl()[row] - before.kl()[row]);
        }
        return least;
    }

    private static float[] with(float[] batch, int width, int input, float z) {
        float[] moved = batch.clone();
        for (int at = input; at < moved.length; at += width) {
            moved[at] = z;
        }
        return moved;
    }
}
