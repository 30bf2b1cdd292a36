// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

/**
 * Hears of the records that may become part of what is normal for their key: those judged normal, each once its verdict
 * is known.
 */
public interface NormalRecordListener {
    /**
     * Takes a record.
     *
     * @param values [features], the user's units; NaN: missing
     * @param rare as {@link io.elbow.scoring.Judge#isRare} says
     */
    void take(String key, double[] values, boolean rare) throws Exception;
}
