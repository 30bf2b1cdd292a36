// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

/**
 * The generalised Pareto distribution of excesses over a high threshold: P(Y > y) = (1 + shape y / scale)^(-1/shape),
 * and exp(-y / scale) at shape 0 (Pickands, 1975).
 *
 * @param shape above 0: a power-law tail; below 0: an end point at -scale / shape
 * @param scale positive, in the unit of the excesses
 */
record GeneralizedPareto(double shape, double scale) {
    GeneralizedPareto {
        if (!Double.isFinite(shape)) {
            throw new IllegalArgumentException("shape must be finite but was " + shape);
        }
        if (!(scale > 0 && Double.isFinite(scale))) {
            throw new IllegalArgumentException("scale must be positive and finite but was " + scale);
        }
    }

    /** P(Y > excess) in [0, 1]; 1 below zero, 0 beyond the end point of a negative shape. */
    double survival(double excess) {
        if (excess <= 0) {
            return 1.0;
        }
        double relative = excess / scale;
        if (shape == 0.0) {
            return Math.exp(-relative);
        }
        double growth = shape * relative;
        // log1p keeps its precision where the shape is tiny, so that no second formula is needed near zero.
        return growth <= -1.0 ? 0.0 : Math.exp(-Math.log1p(growth) / shape);
    }
}
