// SPDX-License-Identifier: Apache-2.0
package io.elbow.console;

import io.elbow.vae.FitListener;
import io.elbow.vae.FitProgress;
import io.elbow.vae.FitStep;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A fit's progress: a bar on a terminal, else plain lines. */
public interface FitProgressView extends FitProgress, AutoCloseable {
    @Override
    void close();

    @SuppressWarnings(
            "SystemConsoleNull") // from JDK 22 on a console without a terminal is no loss: the bar draws itself plainly
    static FitProgressView on(PrintWriter err) {
        TimeLeft timeLeft = new TimeLeft(System::nanoTime);
        return System.console() != null && System.getenv("CI") == null
                ? new Bar(timeLeft)
                : new Lines(err, timeLeft, System::nanoTime);
    }

    private static String name(int fit, int fits) {
        return fits == 1 ? "fit" : "fit " + fit + "/" + fits;
    }

    /** Loss, divergence and time left, as far as they are known. */
    private static String text(FitStep step, OptionalDouble secondsLeft) {
        String loss = String.format(Locale.ROOT, "loss %.3f nats", step.negativeElbo());
        String kl = Double.isNaN(step.klDivergence())
                ? ""
                : String.format(Locale.ROOT, "  KL %.3f nats", step.klDivergence());
        boolean last = secondsLeft.isEmpty() || secondsLeft.getAsDouble() == 0;
        return loss + kl + (last ? "" : "  " + TimeLeft.text(secondsLeft.getAsDouble()));
    }

    /** For logs: five lines for the only fit, one for each of several, and one after every half minute without. */
    final class Lines implements FitProgressView {
        private static final int PARTS = 5;
        private static final long LONGEST_SILENCE_NANOS = 30_000_000_000L;

        private final PrintWriter err;
        private final TimeLeft timeLeft;
        private final LongSupplier nanoTime;
        private long lastNanos;

        Lines(PrintWriter err, TimeLeft timeLeft, LongSupplier nanoTime) {
            this.err = err;
            this.timeLeft = timeLeft;
            this.nanoTime = nanoTime;
            lastNanos = nanoTime.getAsLong();
        }

        @Override
        public FitListener start(int fit, int fits) {
            int parts = fits == 1 ? PARTS : 1;
            return step -> {
                OptionalDouble left = timeLeft.after(fit, fits, step.step(), step.steps());
                long now = nanoTime.getAsLong();
                if (step.endsPart(parts) || now - lastNanos >= LONGEST_SILENCE_NANOS) {
                    lastNanos = now;
                    err.printf(
                            Locale.ROOT,
                            "%s  step %d/%d  %s%n",
                            name(fit, fits),
                            step.step(),
                            step.steps(),
                            text(step, left));
                }
            };
        }

        @Override
        public void close() {
            err.flush();
        }
    }

    /** For a person at a terminal. */
    final class Bar implements FitProgressView {
        private static final int REDRAW_EVERY = 10;
        private final TimeLeft timeLeft;
        private ProgressBar bar;

        Bar(TimeLeft timeLeft) {
            this.timeLeft = timeLeft;
        }

        @Override
        public FitListener start(int fit, int fits) {
            close();
            return step -> {
                OptionalDouble left = timeLeft.after(fit, fits, step.step(), step.steps());
                if (bar == null) {
                    // Its own estimate knows of one fit alone.
                    bar = new ProgressBarBuilder()
                            .setTaskName(name(fit, fits))
                            .setInitialMax(step.steps())
                            .setStyle(ProgressBarStyle.ASCII)
                            .setUpdateIntervalMillis(100)
                            .hideEta()
                            .build();
                }
                if (step.step() % REDRAW_EVERY == 0 || step.step() == step.steps()) {
                    bar.stepTo(step.step());
                    bar.setExtraMessage(" " + text(step, left));
                }
            };
        }

        @Override
        public void close() {
            if (bar != null) {
                bar.close();
                bar = null;
            }
        }
    }
}
