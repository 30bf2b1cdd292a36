// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * How rows are scored.
 *
 * <p>{@code score.screen} (default {@code off}): Reserved. {@code off} is the only value.
 *
 * @param posteriorSamples {@code score.samples} (default {@code 16}): Draws for a score, an even number. {@code 0} uses
 *     the posterior mean alone, which costs several times less. The draws are fixed when a model is trained.
 * @param scorer {@code score.scorer} (default {@code auto}): Which implementation scores: {@code java},
 *     {@code pytorch}, or {@code auto}, which picks by batch size.
 * @param batchSize {@code score.batch-size} (default {@code 256}): Rows scored in one call at most, at least 1.
 * @param linger {@code score.linger} (default {@code 5ms}): How long a batch that is not full may wait, at least
 *     {@code 0ms}.
 */
public record ScoreOptions(int posteriorSamples, ScorerChoice scorer, int batchSize, Duration linger)
        implements Serializable {
    /** Which implementation scores. */
    public enum ScorerChoice {
        AUTO,
        PYTORCH,
        JAVA
    }

    public static final ScoreOptions DEFAULT = new ScoreOptions(16, ScorerChoice.AUTO, 256, Duration.ofMillis(5));

    public ScoreOptions {
        new Checks()
                .require(
                        posteriorSamples >= 0 && posteriorSamples % 2 == 0,
                        "score.samples",
                        "0 or an even number (draws come in antithetic pairs)",
                        posteriorSamples)
                .positive("score.batch-size", batchSize)
                .require(!linger.isNegative(), "score.linger", "at least 0ms", Durations.text(linger))
                .orThrow();
    }
}
