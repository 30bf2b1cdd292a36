// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.budget.SurpriseFit;
import io.elbow.budget.SurpriseState;
import io.elbow.job.event.Alert;
import io.elbow.job.event.ScoredObservation;
import io.elbow.stream.BudgetOptions;
import io.elbow.stream.RowSurprise;
import io.elbow.stream.SurpriseJudge;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts what would have opened under another budget than the one in force, by the scores that there are. A model that
 * keeps each key's own statistics would have scored slightly otherwise, since those learn nothing from an anomaly.
 */
final class BudgetTrial {
    private final SurpriseJudge judge;
    private final BudgetPath path;
    private final Map<String, SurpriseState> keys = new HashMap<>();
    private long opened;

    BudgetTrial(SurpriseFit fit, BudgetOptions options) {
        judge = new SurpriseJudge(fit, options);
        path = new BudgetPath("trial", options.budget(), options.cooldown());
    }

    /** Takes the next record. */
    void take(ScoredObservation scored, long watermarkMillis) {
        SurpriseState key = judge.current(keys.get(scored.key()));
        keys.put(scored.key(), key);
        RowSurprise surprise = judge.take(key, scored.score(), scored.timestampMillis());
        path.advance(watermarkMillis, this::count);
        path.take(
                scored.withSurprise(
                        surprise.value(),
                        surprise.firstThreshold(),
                        surprise.young(),
                        surprise.anomaly(),
                        surprise.critical()),
                watermarkMillis,
                this::count);
    }

    /** No record follows. */
    void finish() {
        path.advance(Long.MAX_VALUE, this::count);
    }

    /** Incidents opened so far. */
    long opened() {
        return opened;
    }

    private void count(Alert alert) {
        opened += alert.status().equals(Alert.OPEN) ? 1 : 0;
    }
}
