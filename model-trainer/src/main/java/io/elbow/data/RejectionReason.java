// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

/** Why a record could not be scored; {@link #code} is what headers and metric tags carry. */
public enum RejectionReason {
    TOMBSTONE("tombstone"),
    TOO_LARGE("too-large"),
    MALFORMED_JSON("malformed-json"),
    MISSING_KEY("missing-key"),
    MISSING_TIMESTAMP("missing-timestamp"),
    BAD_TIMESTAMP("bad-timestamp"),
    FUTURE_TIMESTAMP("future-timestamp"),
    NOT_A_NUMBER("not-a-number"),
    NO_FEATURES("no-features"),
    BAD_CONDITION("bad-condition"),
    LATE("late");

    private final String code;

    RejectionReason(String code) {
        this.code = code;
    }

    /** The reason in kebab case. It never changes, because people filter dead letters by it. */
    public String code() {
        return code;
    }
}
