// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.scoring.Scorer;
import java.util.ArrayList;
import java.util.List;

/** Remembers the scorers it made. */
final class TestingScorers implements ScorerFactory {
    private static final long serialVersionUID = 1L;

    final transient List<TestingScorer> made = new ArrayList<>();

    @Override
    public Scorer create(ModelArtifact artifact, ScorerChoice choice) {
        TestingScorer scorer = TestingScorer.of(artifact, choice);
        made.add(scorer);
        return scorer;
    }

    TestingScorer last() {
        return made.get(made.size() - 1);
    }
}
