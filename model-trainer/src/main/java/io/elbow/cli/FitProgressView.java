// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.vae.FitListener;
import io.elbow.vae.FitProgress;
import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A fit's progress: a bar on a terminal, else a plain line every fifth of the steps. */
public interface FitProgressView extends FitProgress, AutoCloseable {
    @Override
    void close();

    static FitProgressView on(PrintWriter err) {
        return System.console() != null && System.getenv("CI") == null ? new Bar() : new Lines(err);
    }

    private static String name(int fit, int fits) {
        return fits == 1 ? "fit" : "fit " + fit + "/" + fits;
    }

    /** For logs: five lines for the only fit, one for each of several. */
    final class Lines implements FitProgressView {
        private static final int PARTS = 5;
        private final PrintWriter err;

        Lines(PrintWriter err) {
            this.err = err;
        }

        @Override
        public FitListener start(int fit, int fits) {
            int parts = fits == 1 ? PARTS : 1;
            return (step, steps, negativeElbo) -> {
                if (step * (long) parts / steps > (step - 1) * (long) parts / steps) {
                    err.printf(
                            Locale.ROOT,
                            "%s  step %d/%d  loss %.3f nats%n",
                            name(fit, fits),
                            step,
                            steps,
                            negativeElbo);
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
        private ProgressBar bar;

        @Override
        public FitListener start(int fit, int fits) {
            close();
            return (step, steps, negativeElbo) -> {
                if (bar == null) {
                    bar = new ProgressBarBuilder()
                            .setTaskName(name(fit, fits))
                            .setInitialMax(steps)
                            .setStyle(ProgressBarStyle.ASCII)
                            .setUpdateIntervalMillis(100)
                            .build();
                }
                if (step % REDRAW_EVERY == 0 || step == steps) {
                    bar.stepTo(step);
                    bar.setExtraMessage(String.format(Locale.ROOT, " loss %.3f nats", negativeElbo));
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
