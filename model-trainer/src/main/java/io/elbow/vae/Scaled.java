// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * Multiplies an expression that is differentiated by a constant.
 *
 * <p>DJL's own {@code mul(Number)} and {@code div(Number)} pass the number in a Java buffer and release it at once, but
 * the graph keeps pointing to it for the backward pass. If garbage is collected between the two, the memory is freed,
 * and whatever is stored there next enters the gradient. Here the number lies in the engine's own memory, which the
 * graph keeps alive.
 */
final class Scaled {
    private Scaled() {}

    static NDArray by(double factor, NDArray x) {
        try (NDArray number = x.getManager().full(new Shape(), (float) factor, x.getDataType())) {
            return x.mul(number);
        }
    }
}
