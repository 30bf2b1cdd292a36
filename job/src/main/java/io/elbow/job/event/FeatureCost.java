// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

/**
 * What one feature cost.
 *
 * @param value the user's units, of the shingle's last row; NaN: missing
 * @param expected the decoder's mean in the user's units
 * @param nats summed over the shingle's rows
 * @param excess nats less the feature's baseline
 */
public record FeatureCost(String name, double value, double expected, double nats, double excess) {}
