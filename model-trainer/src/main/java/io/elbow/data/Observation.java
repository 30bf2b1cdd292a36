// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

/**
 * One raw input of one key.
 *
 * @param values one value a feature, in the detector's feature order and the user's units; NaN: missing
 */
public record Observation(String key, long timestampMillis, double[] values) {}
