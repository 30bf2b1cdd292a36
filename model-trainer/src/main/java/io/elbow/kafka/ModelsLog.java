// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import io.elbow.protocol.ModelMessage;
import io.elbow.protocol.ModelsTopicProtocol;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the messages of the models topic amount to for one detector, taken in the order of their offsets. */
final class ModelsLog {
    private final ModelsTopicProtocol protocol;
    private final Map<String, ModelMessage> newestByKey = new LinkedHashMap<>();

    ModelsLog(String detector) {
        this.protocol = new ModelsTopicProtocol(detector);
    }

    /** Takes the next message; those of other detectors, which may share the topic, are ignored. */
    void take(ModelMessage message) {
        if (!protocol.isChampion(message.key()) && !protocol.isKept(message.key())) {
            return;
        }
        newestByKey.remove(message.key());
        if (message.artifact() != null) {
            newestByKey.put(message.key(), message);
        }
    }

    Optional<ModelMessage> champion() {
        return Optional.ofNullable(newestByKey.get(protocol.detector()));
    }

    /** Newest first. */
    List<ModelMessage> kept() {
        List<ModelMessage> kept = new ArrayList<>(newestByKey.values());
        kept.removeIf(model -> protocol.isChampion(model.key()));
        Collections.reverse(kept);
        return List.copyOf(kept);
    }
}
