// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

/** A float32 tensor, row-major. */
public record Tensor(int[] shape, float[] values) {
    public Tensor {
        long size = 1;
        for (int extent : shape) {
            size *= extent;
        }
        if (size != values.length) {
            throw new IllegalArgumentException("shape " + java.util.Arrays.toString(shape) + " holds " + size
                    + " values but got " + values.length);
        }
    }

    public static Tensor of(float[] values, int... shape) {
        return new Tensor(shape, values);
    }
}
