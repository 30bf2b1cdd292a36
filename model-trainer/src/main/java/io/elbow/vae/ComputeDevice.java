// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import java.util.Locale;

/** The device on which a network is fitted. The same fit gives the same bits only on the same device. */
public enum ComputeDevice {
    CPU,
    CUDA;

    /** The name in flags and configuration. */
    public String configName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
