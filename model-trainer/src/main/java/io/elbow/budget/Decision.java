// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

/**
 * What becomes of a candidate.
 *
 * @param threshold what its surprise was compared with: h times the key's multiplier
 * @param charged whether it opened a group that charged the shared threshold
 */
public record Decision(Action action, double threshold, boolean charged) {
    /** What is to be done. */
    public enum Action {
        /** An incident opens. */
        OPEN,
        /** The key's open incident goes on. */
        UPDATE,
        /** The key's open incident is over. */
        CLOSE,
        /** The incident would be open, or go on, or be over, were it not for the hard limit. */
        SUPPRESSED,
        /** Nothing opens. */
        BELOW_THRESHOLD
    }
}
