// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * How rows are scored.
 *
 * @param posteriorSamples antithetic draws, an even number; 0: the posterior mean alone
 * @param batchSize rows a native call, at most
 * @param linger processing time that a half-full batch may wait
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
