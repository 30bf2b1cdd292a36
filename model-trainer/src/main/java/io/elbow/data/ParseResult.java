// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

/** What a record's bytes were parsed into. */
public sealed interface ParseResult {
    /** The bytes were an observation. */
    record Parsed(Observation observation) implements ParseResult {}

    /**
     * The bytes were not an observation.
     *
     * @param errorClass simple name of the kind of error, for headers
     * @param detail one line for a person, which names the field and the value
     */
    record Rejected(RejectionReason reason, String errorClass, String detail) implements ParseResult {}
}
