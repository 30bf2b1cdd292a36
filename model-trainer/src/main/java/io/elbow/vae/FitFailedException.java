// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

/** A fit that gave no usable weights; the message names the remedy. */
public final class FitFailedException extends RuntimeException {
    public FitFailedException(String message) {
        super(message);
    }
}
