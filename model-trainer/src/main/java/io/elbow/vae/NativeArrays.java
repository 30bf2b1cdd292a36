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

/** Copies between Java's floats and native arrays of 32-bit floats. */
final class NativeArrays {
    private NativeArrays() {}

    /** A network's weights by name: all tensors except the noise for scoring and the value of an unseen condition. */
    static Map<String, NDArray> weights(NDManager manager, Map<String, Tensor> tensors) {
        Map<String, NDArray> weights = new HashMap<>();
        tensors.forEach((name, tensor) -> {
            if (!name.equals(VaeTensors.NOISE) && !name.equals(VaeTensors.PRIOR_CONDITION)) {
                weights.put(name, of(manager, tensor));
            }
        });
        return weights;
    }

    /** Copies a tensor. */
    static NDArray of(NDManager manager, Tensor tensor) {
        long[] extents = new long[tensor.shape().length];
        for (int i = 0; i < extents.length; i++) {
            extents[i] = tensor.shape()[i];
        }
        return manager.create(FloatBuffer.wrap(tensor.values()), new Shape(extents), DataType.FLOAT32);
    }

    /** Copies {@code values} into an array of [rows, width]. */
    static NDArray matrix(NDManager manager, float[] values, int rows, int width) {
        return manager.create(FloatBuffer.wrap(values), new Shape(rows, width), DataType.FLOAT32);
    }

    /** An array of [rows, width] over the first numbers of a buffer from {@link #direct}, valid until they change. */
    static NDArray matrix(NDManager manager, ByteBuffer bytes, int rows, int width) {
        bytes.clear().limit(rows * width * Float.BYTES);
        return manager.create(bytes, new Shape(rows, width), DataType.FLOAT32);
    }

    /** Makes a reusable buffer outside the heap. */
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
