// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import com.fasterxml.jackson.annotation.JsonValue;

/** Where a condition enters. */
public enum ConditionPlacement {
    /** The prior alone: its mean is a learned function of the condition. */
    PRIOR("prior"),
    /** Encoder and decoder, as further inputs. */
    NETWORK("network"),
    /** Both. */
    BOTH("both");

    private final String configName;

    ConditionPlacement(String configName) {
        this.configName = configName;
    }

    /** As written in yaml, on the command line and in the manifest. */
    @JsonValue
    public String configName() {
        return configName;
    }
}
