// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

/**
 * Hears of the records that become part of what is normal for their key: those that teach it by their p-value ({@link
 * io.elbow.scoring.Judge#teaches}), each once its verdict is known. Whoever finds that a shift lasts may tell its records
 * here too.
 */
public interface NormalRows {
    /** @param values [features], the user's units; NaN: missing */
    void take(String key, double[] values) throws Exception;
}
