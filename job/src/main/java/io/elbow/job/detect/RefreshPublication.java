// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.config.RefreshOptions;
import io.elbow.config.RefreshOptions.Promote;
import io.elbow.job.event.ModelUpdate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The artifacts that the models topic keeps of one detector, and the messages by which a refreshed model joins them.
 */
public final class RefreshPublication {
    /** Who publishes, as the topic's header says. */
    public static final String PUBLISHER = "refresh";

    private final String detector;
    private final RefreshOptions options;
    private final int keep;
    private final Set<String> keptKeys;

    /**
     * @param keep artifacts that stay
     * @param keptKeys {@code <detector>/<model id>} of those that are there, oldest first
     */
    public RefreshPublication(String detector, RefreshOptions options, int keep, List<String> keptKeys) {
        this.detector = detector;
        this.options = options;
        this.keep = keep;
        this.keptKeys = new LinkedHashSet<>(keptKeys);
    }

    /** Takes a message of the models topic. */
    public void take(ModelUpdate update) {
        if (update.key() == null || !update.key().startsWith(detector + "/")) {
            return;
        }
        keptKeys.remove(update.key());
        if (update.artifact() != null) {
            keptKeys.add(update.key());
        }
    }

    /** Oldest first. */
    public List<String> keptKeys() {
        return List.copyOf(keptKeys);
    }

    /** Whether a refreshed model runs beside the champion first. */
    public boolean asChallenger() {
        return options.shadow() != null || options.promote() == Promote.MANUAL;
    }

    /** Whether a message of the models topic says that a model which was published is no longer awaited. */
    public boolean settles(ModelUpdate update, String model) {
        if (detector.equals(update.key())) {
            // Its own message says nothing yet: the scorers do, by the model in use, or by writing the champion back.
            return asChallenger() || !PUBLISHER.equals(update.publisher());
        }
        return asChallenger() && key(model).equals(update.key()) && !ModelUpdate.CHALLENGER.equals(update.role());
    }

    /** A model and its parent's id, or null. */
    public record Published(String model, byte[] artifact, String parent) {}

    /**
     * The messages that publish a model, in order: tombstones of what there is no more room for, its parent where the
     * topic does not keep it (to go back to), the artifact, and as the champion where it is to take over at once.
     */
    public List<ModelUpdate> of(Published refreshed, Published champion) {
        String model = refreshed.model;
        byte[] artifact = refreshed.artifact;
        String parent = refreshed.parent;
        List<ModelUpdate> updates = new ArrayList<>();
        String own = key(model);
        List<String> others = new ArrayList<>(
                keptKeys.stream().filter(key -> !key.equals(own)).toList());
        boolean parentIsMissing = keep > 1 && !others.contains(key(champion.model));
        int room = keep - 1 - (parentIsMissing ? 1 : 0);
        for (String surplus : others.subList(0, Math.max(0, others.size() - room))) {
            updates.add(ModelUpdate.toPublish(surplus, null, null, null, PUBLISHER));
        }
        if (parentIsMissing) {
            updates.add(ModelUpdate.toPublish(
                    key(champion.model), champion.artifact, ModelUpdate.CHAMPION, champion.parent, PUBLISHER));
        }
        String role = asChallenger() ? ModelUpdate.CHALLENGER : ModelUpdate.CHAMPION;
        updates.add(ModelUpdate.toPublish(own, artifact, role, parent, PUBLISHER));
        if (!asChallenger()) {
            updates.add(ModelUpdate.toPublish(detector, artifact, role, parent, PUBLISHER));
        }
        return updates;
    }

    private String key(String model) {
        return detector + "/" + model;
    }
}
