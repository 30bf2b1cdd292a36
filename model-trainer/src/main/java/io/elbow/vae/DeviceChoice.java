// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.config.BadInputException;
import java.util.Locale;
import java.util.function.Supplier;

/** The user's choice of device for fitting a network. */
public enum DeviceChoice {
    /** The GPU if PyTorch can use one, else the CPU. */
    AUTO,
    CPU,
    CUDA;

    /**
     * What PyTorch found.
     *
     * @param cudaNatives whether its native libraries are those for CUDA
     * @param gpus number of GPUs that they see
     */
    public record Seen(boolean cudaNatives, int gpus) {
        boolean usable() {
            return cudaNatives && gpus > 0;
        }

        private String words() {
            return cudaNatives
                    ? "PyTorch's natives for CUDA see no GPU; look at the driver with nvidia-smi"
                    : "PyTorch runs here on natives for the CPU alone; name the lib folder of a libtorch 2.7.1 for"
                            + " CUDA 12.8 in PYTORCH_LIBRARY_PATH, with PYTORCH_FLAVOR=cu128";
        }
    }

    /** The name in flags and configuration. */
    public String configName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the device to use.
     *
     * @param engine asked unless the CPU is wanted, because asking starts PyTorch
     * @throws BadInputException if a GPU is wanted and none can be used
     */
    public ComputeDevice on(Supplier<Seen> engine) {
        if (this == CPU) {
            return ComputeDevice.CPU;
        }
        Seen seen = engine.get();
        if (this == CUDA && !seen.usable()) {
            throw new BadInputException("--device cuda: " + seen.words() + ", or leave --device out");
        }
        return seen.usable() ? ComputeDevice.CUDA : ComputeDevice.CPU;
    }
}
