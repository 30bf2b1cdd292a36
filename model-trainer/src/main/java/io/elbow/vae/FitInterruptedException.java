// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

/** Thrown when a {@link StopRequest} ended a fit before there was anything worth keeping. */
public final class FitInterruptedException extends RuntimeException {
    FitInterruptedException(String message) {
        super(message);
    }
}
