// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import java.util.List;
import java.util.Optional;

/** Recognises the fields that describe a record and do not belong to it: those of an envelope around it. */
final class Envelope {
    private static final String SCHEMA = "schema.";
    private static final String PAYLOAD = "payload.";

    private final List<String> names;

    /** @param names of all columns */
    Envelope(List<String> names) {
        this.names = List.copyOf(names);
    }

    /** Why a field is part of an envelope, for a person; empty: it is not. */
    Optional<String> reason(String name) {
        // Kafka Connect's JsonConverter with schemas.enable.
        if (hasField("schema.type") && has(PAYLOAD) && name.startsWith(SCHEMA)) {
            return Optional.of("the schema of the record in " + PAYLOAD + "*");
        }
        String change = has(PAYLOAD) ? PAYLOAD : "";
        if (isChange(change) && !name.startsWith(change + "after.") && !name.equals(change + "ts_ms")) {
            return Optional.of("the envelope of the change in " + change + "after.*");
        }
        return Optional.empty();
    }

    /** Whether the records are changes of a table, as Debezium writes them. */
    private boolean isChange(String prefix) {
        return hasField(prefix + "op") && has(prefix + "after.") && has(prefix + "source.");
    }

    private boolean has(String prefix) {
        return names.stream().anyMatch(name -> name.startsWith(prefix));
    }

    private boolean hasField(String name) {
        return names.contains(name);
    }
}
