// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.features.Conditions;
import io.elbow.scoring.TailCalibration;

/**
 * What a category costs that no training row had. To the networks it is an average, which no row is ever far from, so
 * it would look most ordinary; but it is rarer than every category that was seen.
 */
final class UnseenCost {
    private UnseenCost() {}

    /**
     * Nats that make even the most ordinary row as rare as such a category: rarer than one row in all that were fitted
     * and than the alert rate, unless held-back rows had new categories more often than that.
     *
     * @param conditions of the fit
     * @param rows rows of the fit
     * @param rate alert rate
     */
    static double of(Conditions conditions, int rows, HeldBackScores heldBack, TailCalibration tail, double rate) {
        if (conditions.columns().stream().noneMatch(Conditions.Categorical.class::isInstance)) {
            return 0;
        }
        double share = Math.max(heldBack.shareOfNewCategories(), Math.min(rate, 1.0 / (rows + 1)));
        return Math.max(0, heldBack.span(tail.threshold(share)));
    }
}
