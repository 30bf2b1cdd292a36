// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

/**
 * What parts of the manifest have in the file besides JSON.
 *
 * @param scores of the calibration
 * @param atOrAbove counts of the calibration
 * @param keys each key's own statistics
 */
record TensorParts(double[] scores, long[] atOrAbove, KeyTensors keys) {}
