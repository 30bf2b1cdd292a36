// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.config.BadInputException;
import java.util.Locale;
import java.util.function.Supplier;

/** What a person asks a network to be fitted on. */
public enum DeviceChoice {
    /** The GPU where PyTorch can use one, else the CPU. */
    AUTO,
    CPU,
    CUDA;

    /**
     * What PyTorch has.
     *
     * @param cudaNatives whether its natives are those for CUDA
     * @param gpus that they see
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

    /** As people write it. */
    public String configName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The device to take.
     *
     * @param engine asked unless the CPU is wanted: the answer starts PyTorch
     * @throws BadInputException where a GPU is wanted and there is none to be used
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
