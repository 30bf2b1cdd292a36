// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;

/**
 * Starts DJL's PyTorch engine, offline and with one native thread for each operation: with more, the threads of several
 * task slots would wait actively for each other. System properties given on the command line take precedence.
 */
public final class TorchEngine {
    private static final String THREADS = "ai.djl.pytorch.num_threads";

    private TorchEngine() {}

    /**
     * Starts the engine and returns its name. The very first call unpacks the native libraries.
     *
     * @throws ExceptionInInitializerError by an {@link IllegalStateException} where there is no room for them
     */
    public static String start() {
        return Holder.ENGINE.getEngineName();
    }

    /** Number of native threads that an operation may use. Two fits agree to the bit only with the same number. */
    public static int threads() {
        start();
        return Integer.getInteger(THREADS, 1);
    }

    /** The devices that a fit may use. */
    public static DeviceChoice.Seen devices() {
        return new DeviceChoice.Seen(
                Holder.ENGINE.hasCapability(StandardCapabilities.CUDA), Holder.ENGINE.getGpuCount());
    }

    /**
     * Makes a manager of arrays on the CPU, whatever else the engine could use, because two devices round differently.
     */
    static NDManager newManager() {
        return newManager(ComputeDevice.CPU);
    }

    static NDManager newManager(ComputeDevice device) {
        limitThisThread();
        return Holder.ENGINE.newBaseManager(device == ComputeDevice.CUDA ? Device.gpu() : Device.cpu());
    }

    /**
     * Limits this thread to the number of native threads that the engine was started with. OpenMP keeps that number for
     * each thread separately: a thread that never set it uses as many as there are cores, and they wait actively
     * between operations.
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
            NativesRoom.require();
            return Engine.getEngine("PyTorch");
        }

        private static void setDefault(String property, String value) {
            if (System.getProperty(property) == null) {
                System.setProperty(property, value);
            }
        }
    }
}
