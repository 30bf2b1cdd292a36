// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import java.util.Locale;

/** What a network is fitted on. The same fit gives the same bits on the same device alone. */
public enum ComputeDevice {
    CPU,
    CUDA;

    /** As people write it. */
    public String configName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
