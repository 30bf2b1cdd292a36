// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.config.BadInputException;
import org.junit.jupiter.api.Test;

class DeviceChoiceTest {
    private static final DeviceChoice.Seen CPU_NATIVES = new DeviceChoice.Seen(false, 0);
    private static final DeviceChoice.Seen NO_GPU = new DeviceChoice.Seen(true, 0);
    private static final DeviceChoice.Seen GPU = new DeviceChoice.Seen(true, 1);

    @Test
    void autoTakesTheGpuWhereThereIsOne() {
        assertThat(DeviceChoice.AUTO.on(() -> GPU)).isEqualTo(ComputeDevice.CUDA);
        assertThat(DeviceChoice.AUTO.on(() -> NO_GPU)).isEqualTo(ComputeDevice.CPU);
        assertThat(DeviceChoice.AUTO.on(() -> CPU_NATIVES)).isEqualTo(ComputeDevice.CPU);
    }

    @Test
    void theCpuNeedsNoLookAtTheEngine() {
        assertThat(DeviceChoice.CPU.on(() -> {
                    throw new IllegalStateException("the engine was started");
                }))
                .isEqualTo(ComputeDevice.CPU);
    }

    @Test
    void cudaIsTakenOrRefusedWithWhatIsSeenAndTheRemedy() {
        assertThat(DeviceChoice.CUDA.on(() -> GPU)).isEqualTo(ComputeDevice.CUDA);
        assertThatThrownBy(() -> DeviceChoice.CUDA.on(() -> NO_GPU))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("--device cuda: ")
                .hasMessageContaining("see no GPU")
                .hasMessageContaining("nvidia-smi");
        assertThatThrownBy(() -> DeviceChoice.CUDA.on(() -> CPU_NATIVES))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("natives for the CPU alone")
                .hasMessageContaining("PYTORCH_LIBRARY_PATH");
    }
}
