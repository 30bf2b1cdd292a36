// SPDX-License-Identifier: Apache-2.0
/**
 * From scores to alerts under a budget: how surprising a score is for its key, from which surprise on a person is
 * called, and how that threshold is steered so that no more incidents open than the budget allows.
 *
 * <p>A pure package. It may use neither Flink, DJL, the Kafka client nor Micrometer.
 *
 * <p>Begin with {@link io.elbow.budget.KeySurprise}, which judges one key's scores, and
 * {@link io.elbow.budget.BudgetKeeper}, which decides over all keys what opens. Between them,
 * {@link io.elbow.budget.CandidateRuns} chooses the few records of a key that the second one hears of.
 */
package io.elbow.budget;
