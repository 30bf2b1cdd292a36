// SPDX-License-Identifier: Apache-2.0
package io.elbow.protocol;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What stands on the models topic for one detector: under which keys, and what goes when more comes.
 *
 * <p>The topic is compacted, has one partition, and may hold other detectors' models too. The key {@code <detector>}
 * has the champion, {@code <detector>/<model id>} each artifact that is kept.
 */
public record ModelsTopicProtocol(String detector) {
    private static final String SEPARATOR = "/";

    /** The key of a kept artifact. */
    public String keptKey(String modelId) {
        return detector + SEPARATOR + modelId;
    }

    /**
     * Whether a message is about the champion.
     *
     * @param key its key, or null
     */
    public boolean isChampion(String key) {
        return detector.equals(key);
    }

    /**
     * Whether a message is about an artifact that is kept.
     *
     * @param key its key, or null
     */
    public boolean isKept(String key) {
        return key != null && key.startsWith(detector + SEPARATOR);
    }

    /** The model's id where a key names one, else null. */
    public static String modelId(String key) {
        int separator = key.indexOf(SEPARATOR);
        return separator < 0 ? null : key.substring(separator + 1);
    }

    /**
     * The messages by which a model comes, in order: the artifact that is kept and, unless it is a challenger, the
     * champion.
     */
    public List<ModelMessage> publishing(EncodedModel model, ModelHeaders headers) {
        ModelMessage kept = ModelMessage.toPublish(keptKey(model.id()), model.artifact(), headers);
        return headers.role() == ModelRole.CHALLENGER
                ? List.of(kept)
                : List.of(kept, ModelMessage.toPublish(detector, model.artifact(), headers));
    }

    /**
     * The keys whose artifacts go, oldest first, so that with what comes no more than {@code keep} stay. The champion
     * goes last: a rollback may need it once another took its place.
     *
     * @param kept keys of the artifacts that are there, oldest first
     * @param coming keys of those that are published now; they may be there already
     * @param champion key of the champion's, or null
     */
    public static List<String> surplus(List<String> kept, Collection<String> coming, String champion, int keep) {
        List<String> others = new ArrayList<>(kept);
        others.removeAll(coming);
        if (others.remove(champion)) {
            others.add(champion);
        }
        int room = Math.max(0, keep - coming.size());
        return List.copyOf(others.subList(0, Math.max(0, others.size() - room)));
    }
}
