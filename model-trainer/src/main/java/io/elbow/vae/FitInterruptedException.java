// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

/** A fit was ended by a {@link StopRequest} before there was anything worth keeping. */
public final class FitInterruptedException extends RuntimeException {
    FitInterruptedException(String message) {
        super(message);
    }
}
