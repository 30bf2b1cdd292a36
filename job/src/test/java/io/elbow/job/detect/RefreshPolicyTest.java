// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.config.RefreshOptions;
import io.elbow.job.TestingOptions;
import io.elbow.job.detect.RefreshPolicy.Cause;
import io.elbow.job.detect.RefreshPolicy.State;
import org.junit.jupiter.api.Test;

class RefreshPolicyTest {
    private static final long HOUR = 3_600_000;
    private static final RefreshOptions HOURLY = TestingOptions.hourly(100);

    @Test
    void itIsDueASpanAfterTheFirstRecordAndThenAfterEachRefresh() {
        RefreshPolicy policy = new RefreshPolicy(HOURLY, State.NEW);
        assertThat(policy.due(10 * HOUR, 100)).isEmpty();
        policy.onNormal(10 * HOUR);
        assertThat(policy.due(11 * HOUR - 1, 100)).isEmpty();
        assertThat(policy.due(11 * HOUR, 100)).contains(Cause.TIME);
        policy.started(11 * HOUR);
        policy.ended();
        assertThat(policy.due(11 * HOUR + 1, 100)).isEmpty();
        assertThat(policy.due(12 * HOUR, 100)).contains(Cause.TIME);
    }

    @Test
    void neverWithTooFewSamplesNorWhileOneRuns() {
        RefreshPolicy policy = new RefreshPolicy(HOURLY, State.NEW);
        policy.request();
        assertThat(policy.due(0, 99)).isEmpty();
        assertThat(policy.due(0, 100)).contains(Cause.REQUEST);
        policy.started(0);
        policy.request();
        assertThat(policy.due(0, 100)).isEmpty();
        policy.ended();
        assertThat(policy.due(0, 100)).contains(Cause.REQUEST);
    }

    @Test
    void whatWasAskedForSurvivesAStop() {
        RefreshPolicy policy = new RefreshPolicy(HOURLY, State.NEW);
        policy.onNormal(5);
        policy.request();
        RefreshPolicy restored = new RefreshPolicy(HOURLY, policy.state());
        assertThat(restored.due(0, 100)).contains(Cause.REQUEST);
        restored.started(7);
        RefreshPolicy again = new RefreshPolicy(HOURLY, restored.state());
        again.request();
        assertThat(again.due(0, 100)).as("none is running").contains(Cause.REQUEST);
    }

    @Test
    void driftAloneAsksForNothingWhereItIsNotWanted() {
        RefreshPolicy policy = new RefreshPolicy(HOURLY, State.NEW);
        policy.onDrift();
        assertThat(policy.due(0, 100)).isEmpty();
    }
}
