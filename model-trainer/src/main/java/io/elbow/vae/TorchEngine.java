// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;

/**
 * DJL's PyTorch engine, started offline and with one native thread an operation: the threads of several task slots
 * would spin against each other. System properties given on the command line win.
 */
public final class TorchEngine {
    private static final String THREADS = "ai.djl.pytorch.num_threads";

    private TorchEngine() {}

    /** Starts the engine, which unpacks the natives on the very first call, and returns its name. */
    public static String start() {
        return Holder.ENGINE.getEngineName();
    }

    /** Native threads an operation may use; two fits agree to the bit only with the same number. */
    public static int threads() {
        start();
        return Integer.getInteger(THREADS, 1);
    }

    /** What a fit may be put on. */
    public static DeviceChoice.Seen devices() {
        return new DeviceChoice.Seen(
                Holder.ENGINE.hasCapability(StandardCapabilities.CUDA), Holder.ENGINE.getGpuCount());
    }

    /** Of arrays on the CPU, whatever else the engine could use: two devices round differently. */
    static NDManager newManager() {
        return newManager(ComputeDevice.CPU);
    }

    static NDManager newManager(ComputeDevice device) {
        limitThisThread();
        return Holder.ENGINE.newBaseManager(device == ComputeDevice.CUDA ? Device.gpu() : Device.cpu());
    }

    /**
     * Holds this thread to as many native threads an operation as the engine was started with. OpenMP keeps that number
     * for each thread by itself: one that never set it takes as many as there are cores, and they spin between
     * operations.
     */
    static void limitThisThread() {
        JniUtils.setNumThreads(threads());
    }

    static Engine engine() {
        return Holder.ENGINE;
    }

    private static final class Holder {
        private static final Engine ENGINE = load();

        private static Engine load() {
            setDefault("ai.djl.offline", "true");
            setDefault("OPT_OUT_TRACKING", "true");
            setDefault(THREADS, "1");
            setDefault("ai.djl.pytorch.num_interop_threads", "1");
            setDefault("ai.djl.pytorch.graph_optimizer", "false");
            return Engine.getEngine("PyTorch");
        }

        private static void setDefault(String property, String value) {
            if (System.getProperty(property) == null) {
                System.setProperty(property, value);
            }
        }
    }
}
