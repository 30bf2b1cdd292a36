// SPDX-License-Identifier: Apache-2.0
package io.elbow.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.vae.FitListener;
import io.elbow.vae.FitStep;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class FitProgressViewTest {
    private static final long MILLISECOND = 1_000_000L;

    private final StringWriter text = new StringWriter();
    private long now;
    private final FitProgressView.Lines view =
            new FitProgressView.Lines(new PrintWriter(text), new TimeLeft(() -> now), () -> now);

    @Test
    void theOnlyFitHasFiveLinesWithLossDivergenceAndTimeLeft() {
        run(1, 1, 1_500, 4.321);
        assertThat(lines())
                .containsExactly(
                        "fit  step 300/1500  loss 12.345 nats  KL 4.321 nats  12 s left",
                        "fit  step 600/1500  loss 12.345 nats  KL 4.321 nats  9 s left",
                        "fit  step 900/1500  loss 12.345 nats  KL 4.321 nats  6 s left",
                        "fit  step 1200/1500  loss 12.345 nats  KL 4.321 nats  3 s left",
                        "fit  step 1500/1500  loss 12.345 nats  KL 4.321 nats");
    }

    @Test
    void eachOfSeveralFitsHasALineAndTheTimeLeftIsThatOfAll() {
        run(1, 3, 100, 0.5);
        run(2, 3, 100, 0.5);
        run(3, 3, 100, 0.5);
        assertThat(lines())
                .containsExactly(
                        "fit 1/3  step 100/100  loss 12.345 nats  KL 0.500 nats  2 s left",
                        "fit 2/3  step 100/100  loss 12.345 nats  KL 0.500 nats  1 s left",
                        "fit 3/3  step 100/100  loss 12.345 nats  KL 0.500 nats");
    }

    @Test
    void aLongFitIsNeverSilentForLong() {
        FitListener listener = view.start(1, 1);
        listener.onStep(step(1, 1_000_000, 1));
        now += 31_000 * MILLISECOND;
        listener.onStep(step(2, 1_000_000, 1));
        now += 1_000 * MILLISECOND;
        listener.onStep(step(3, 1_000_000, 1));
        assertThat(lines()).hasSize(1);
        assertThat(lines().get(0)).startsWith("fit  step 2/1000000  loss ").endsWith(" min left");
    }

    @Test
    void aFamilyWithoutDivergenceHasNoneInItsLine() {
        run(1, 1, 1, Double.NaN);
        assertThat(lines()).containsExactly("fit  step 1/1  loss 12.345 nats");
    }

    private void run(int fit, int fits, int steps, double kl) {
        FitListener listener = view.start(fit, fits);
        for (int step = 1; step <= steps; step++) {
            now += 10 * MILLISECOND;
            listener.onStep(step(step, steps, kl));
        }
    }

    private static FitStep step(int step, int steps, double kl) {
        return new FitStep(step, steps, 128, 12.345, kl, 1e-3);
    }

    private List<String> lines() {
        view.close();
        return text.toString().lines().toList();
    }
}
