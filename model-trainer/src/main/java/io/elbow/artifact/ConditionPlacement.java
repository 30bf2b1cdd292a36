// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

/** Where a condition enters. */
public enum ConditionPlacement {
    /** The prior alone: its mean is a learned function of the condition. */
    PRIOR("prior"),
    /** Encoder and decoder, as further inputs. */
    NETWORK("network"),
    /** Both. */
    BOTH("both");

    private final String word;

    ConditionPlacement(String word) {
        this.word = word;
    }

    /** As written in yaml, on the command line and in the manifest. */
    public String configName() {
        return word;
    }
}
