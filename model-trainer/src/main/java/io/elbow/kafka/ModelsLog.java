// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the messages of the models topic amount to for one detector, taken in the order of their offsets. */
final class ModelsLog {
    private final String detector;
    private final Map<String, PublishedModel> newestByKey = new LinkedHashMap<>();

    ModelsLog(String detector) {
        this.detector = detector;
    }

    /** Takes the next message; those of other detectors, which may share the topic, are ignored. */
    void take(PublishedModel message) {
        if (!detector.equals(message.key()) && !message.key().startsWith(detector + "/")) {
            return;
        }
        newestByKey.remove(message.key());
        if (message.bytes() != null) {
            newestByKey.put(message.key(), message);
        }
    }

    Optional<PublishedModel> champion() {
        return Optional.ofNullable(newestByKey.get(detector));
    }

    /** Newest first. */
    List<PublishedModel> kept() {
        List<PublishedModel> kept = new ArrayList<>(newestByKey.values());
        kept.removeIf(model -> model.key().equals(detector));
        Collections.reverse(kept);
        return List.copyOf(kept);
    }

    /**
     * The keys whose messages go when {@code newKey} is published and {@code keep} artifacts stay.
     *
     * @param kept newest first
     */
    static List<String> surplus(List<PublishedModel> kept, String newKey, int keep) {
        return kept.stream()
                .map(PublishedModel::key)
                .filter(key -> !key.equals(newKey))
                .skip(Math.max(0, keep - 1L))
                .toList();
    }
}
