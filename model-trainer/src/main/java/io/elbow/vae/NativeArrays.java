// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeTensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;

/** Between Java's floats and native arrays of 32-bit floats. */
final class NativeArrays {
    private NativeArrays() {}

    /** A network's weights by name: all tensors but the score's noise and what an unseen condition counts as. */
    static Map<String, NDArray> weights(NDManager manager, Map<String, Tensor> tensors) {
        Map<String, NDArray> weights = new HashMap<>();
        tensors.forEach((name, tensor) -> {
            if (!name.equals(VaeTensors.NOISE) && !name.equals(VaeTensors.PRIOR_CONDITION)) {
                weights.put(name, of(manager, tensor));
            }
        });
        return weights;
    }

    /** A copy of a tensor. */
    static NDArray of(NDManager manager, Tensor tensor) {
        long[] extents = new long[tensor.shape().length];
        for (int i = 0; i < extents.length; i++) {
            extents[i] = tensor.shape()[i];
        }
        return manager.create(FloatBuffer.wrap(tensor.values()), new Shape(extents), DataType.FLOAT32);
    }

    /** [rows, width], a copy of {@code values}, which are as many. */
    static NDArray matrix(NDManager manager, float[] values, int rows, int width) {
        return manager.create(FloatBuffer.wrap(values), new Shape(rows, width), DataType.FLOAT32);
    }

    /** [rows, width] of the first numbers in a buffer of {@link #direct}, valid until they change. */
    static NDArray matrix(NDManager manager, ByteBuffer bytes, int rows, int width) {
        bytes.clear().limit(rows * width * Float.BYTES);
        return manager.create(bytes, new Shape(rows, width), DataType.FLOAT32);
    }

    /** A buffer outside the heap, to be reused. */
    static ByteBuffer direct(int floats) {
        return ByteBuffer.allocateDirect(floats * Float.BYTES).order(ByteOrder.nativeOrder());
    }

    /** Copies all numbers of an array to {@code to}, from {@code offset}. */
    static void copy(NDArray from, float[] to, int offset) {
        ByteBuffer bytes = from.toByteBuffer();
        bytes.order(ByteOrder.nativeOrder()).asFloatBuffer().get(to, offset, (int) from.size());
    }

    /** All numbers of an array, row by row. */
    static float[] floats(NDArray array) {
        float[] values = new float[(int) array.size()];
        copy(array, values, 0);
        return values;
    }
}
