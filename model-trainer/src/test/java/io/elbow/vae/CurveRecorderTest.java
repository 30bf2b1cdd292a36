// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.elbow.artifact.TrainingCurve;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CurveRecorderTest {
    @Test
    void aLongFitIsBinnedAndPassedOnStepByStep() {
        List<Integer> heard = new ArrayList<>();
        CurveRecorder recorder = new CurveRecorder(step -> heard.add(step.step()));
        for (int step = 1; step <= 1_500; step++) {
            recorder.onStep(new FitStep(step, 1_500, 64, step, step / 2.0, 1e-3));
        }
        TrainingCurve curve = recorder.curve();
        assertThat(heard).hasSize(1_500);
        assertThat(curve.steps()).hasSize(TrainingCurve.MOST_POINTS).endsWith(1_500);
        assertThat(curve.losses()[0]).isCloseTo((1 + 8) / 2.0, within(1.0));
        assertThat(curve.losses()[199]).isCloseTo(1_496.5, within(1.0));
        assertThat(curve.kl()[199]).isCloseTo(748.25, within(0.5));
    }

    @Test
    void aFitThatEndsEarlyHasTheCurveOfItsSteps() {
        CurveRecorder recorder = new CurveRecorder(FitListener.SILENT);
        assertThat(recorder.curve()).isNull();
        recorder.onStep(FitStep.plain(1, 5, 64, 3));
        recorder.onStep(FitStep.plain(2, 5, 64, 2));
        assertThat(recorder.curve().steps()).containsExactly(1, 2);
        assertThat(recorder.curve().losses()).containsExactly(3, 2);
        assertThat(recorder.curve().kl()).isNull();
    }
}
