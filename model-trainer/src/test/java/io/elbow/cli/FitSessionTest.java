// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.console.FitProgressView;
import io.elbow.vae.ComputeDevice;
import io.elbow.vae.FitListener;
import io.elbow.vae.FitProgress;
import io.elbow.vae.FitStep;
import io.elbow.vae.Interruption;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What Ctrl-C does, without a signal. */
class FitSessionTest {
    private final StringWriter text = new StringWriter();
    private final AtomicInteger left = new AtomicInteger();
    private final FitSession session = new FitSession(
            new PrintWriter(text, true), new Silent(), FitLog.none(), ComputeDevice.CPU, left::incrementAndGet);

    @Test
    void theFirstEndsTheFitAndTheSecondLeaves() {
        session.start(1, 1).onStep(step(5));
        session.ctrlC();
        assertThat(session.context().stop().isMade()).isTrue();
        assertThat(left).hasValue(0);
        session.ctrlC();
        assertThat(left).hasValue(1);
    }

    @Test
    void beforeTheFirstStepThereIsNothingToWaitFor() {
        session.start(1, 1);
        session.ctrlC();
        assertThat(left).hasValue(1);
        assertThat(session.context().stop().isMade()).isFalse();
    }

    @Test
    void onceAllStepsAreDoneAPersonIsToldThatTheModelIsOnItsWay() {
        FitListener last = session.start(2, 2);
        last.onStep(step(10));
        session.ctrlC();
        assertThat(text.toString())
                .startsWith("all steps are done, the model is being calibrated; Ctrl-C again leaves");
        assertThat(session.interruption()).isNull();
    }

    @Test
    void thePersonReadsWhereTheFitEndedAndWhatIsKept() {
        Interruption at = new Interruption(1, 1, 812, 1_500, 1);
        session.interrupted(at);
        assertThat(text.toString().strip())
                .isEqualTo("interrupted at step 812 of 1500: keeping the weights so far; Ctrl-C again leaves without a"
                        + " model");
        assertThat(session.interruption()).isEqualTo(at);
    }

    private static FitStep step(int step) {
        return new FitStep(step, 10, 1, 1, 1, 1);
    }

    private static final class Silent implements FitProgressView {
        @Override
        public FitListener start(int fit, int fits) {
            return FitProgress.SILENT.start(fit, fits);
        }

        @Override
        public void close() {}
    }
}
