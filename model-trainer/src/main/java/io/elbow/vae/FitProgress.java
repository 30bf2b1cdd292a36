// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

/** Hears of a model's fits: one, or more where the held-back rows are judged before a last fit takes them up. */
@FunctionalInterface
public interface FitProgress {
    FitProgress SILENT = (fit, fits) -> FitListener.SILENT;

    /** Called before fit number {@code fit} (from 1) of {@code fits}; the answer hears of its steps. */
    FitListener start(int fit, int fits);

    /** Called where a {@link StopRequest} ended the fits; none follows. */
    default void interrupted(Interruption interruption) {}
}
