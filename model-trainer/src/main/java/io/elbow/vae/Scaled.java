// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * A constant times an expression that is differentiated.
 *
 * <p>DJL's own {@code mul(Number)} and {@code div(Number)} hand the number over in a Java buffer and let go of it at
 * once, but the graph keeps pointing to it for the backward pass: a garbage collection between the two frees the
 * number, and whatever stands there next enters the gradient. Here the number lies in the engine's own memory, which
 * the graph holds on to.
 */
final class Scaled {
    private Scaled() {}

    static NDArray by(double factor, NDArray x) {
        try (NDArray number = x.getManager().full(new Shape(), (float) factor, x.getDataType())) {
            return x.mul(number);
        }
    }
}
