// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

import io.elbow.budget.BudgetState;
import io.elbow.budget.SurpriseState;
import io.elbow.data.Observation;
import io.elbow.features.KeyMemory;
import io.elbow.features.KeyStatistics;
import io.elbow.features.PreviousValues;
import io.elbow.features.SeriesState;
import io.elbow.features.SmoothedScore;
import io.elbow.job.detect.BudgetMemory;
import io.elbow.job.detect.CandidateState;
import io.elbow.job.detect.DoorMemory;
import io.elbow.job.detect.IncidentState;
import io.elbow.job.detect.RefreshMemory;
import io.elbow.protocol.ModelMessage;
import org.apache.flink.types.PojoTestUtils;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that crosses the network or sits in state travels through Kryo. */
class PojoTest {
    @ParameterizedTest
    @ValueSource(
            classes = {
                Alert.class,
                ControlMessage.class,
                AlertCandidate.class,
                BudgetMemory.class,
                BudgetState.class,
                CandidateState.class,
                SurpriseState.class,
                DetectorEvent.class,
                ParsedControl.class,
                FeatureCost.class,
                ModelMessage.class,
                ModelsInput.class,
                RefreshInput.class,
                RefreshInput.ModelInUse.class,
                ParsedRecord.class,
                RejectedRecord.class,
                Sample.class,
                ScorerNotification.class,
                ScorerNotification.Champion.class,
                ScorerNotification.Challenger.class,
                ScorerNotification.Ended.class,
                ScorerNotification.Counts.class,
                ScoredObservation.class,
                ShadowReport.class,
                SourcedObservation.class,
                Observation.class,
                KeyMemory.class,
                PreviousValues.class,
                SeriesState.class,
                SmoothedScore.class,
                KeyStatistics.class,
                IncidentState.class,
                DoorMemory.class,
                RefreshMemory.class
            })
    void serialisesWithoutKryo(Class<?> type) {
        PojoTestUtils.assertSerializedAsPojoWithoutKryo(type);
    }
}
