// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

/**
 * What parts of the manifest have in the file besides JSON.
 *
 * @param scores of the calibration
 * @param atOrAbove counts of the calibration
 * @param keys each key's own statistics
 * @param peaks the numbers of {@link io.elbow.budget.SurprisePeaks}; empty: there are none
 */
record TensorParts(double[] scores, long[] atOrAbove, KeyTensors keys, double[] peaks) {}
