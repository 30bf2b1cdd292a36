// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

/**
 * How far a model's score lies above a tighter bound on -log p(x), the importance-weighted bound of many draws.
 *
 * @param rows number of normal rows that both were averaged over
 * @param draws k of the tighter bound
 * @param score mean score of these rows, nats
 * @param bound mean importance-weighted bound of these rows, nats
 */
public record BoundGap(int rows, int draws, double score, double bound) {
    /** The difference between score and tighter bound, nats. */
    public double gap() {
        return score - bound;
    }
}
