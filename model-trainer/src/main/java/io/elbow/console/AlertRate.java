// SPDX-License-Identifier: Apache-2.0
package io.elbow.console;

import io.elbow.config.BadInputException;

/** The promised share of normal records that alert. */
public final class AlertRate {
    private AlertRate() {}

    /**
     * The rate, where it is one.
     *
     * @throws BadInputException where it is not in (0, 1]
     */
    public static double require(double rate) {
        if (!(rate > 0 && rate <= 1)) {
            throw new BadInputException("--alert-rate must be in (0, 1] but was " + rate);
        }
        return rate;
    }
}
