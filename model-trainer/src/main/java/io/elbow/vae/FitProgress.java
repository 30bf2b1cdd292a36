// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

/**
 * Receives the progress of a model's fits: one fit, or several if the held-back rows are judged before a last fit uses
 * them too.
 */
@FunctionalInterface
public interface FitProgress {
    FitProgress SILENT = (fit, fits) -> FitListener.SILENT;

    /** Called before fit number {@code fit} (from 1) of {@code fits}. The returned listener receives its steps. */
    FitListener start(int fit, int fits);

    /** Called if a {@link StopRequest} ended the fits; no further fit follows. */
    default void interrupted(Interruption interruption) {}
}
