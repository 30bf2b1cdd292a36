// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.config.RefreshOptions;
import io.elbow.config.RefreshOptions.Promote;
import io.elbow.protocol.EncodedModel;
import io.elbow.protocol.ModelHeaders;
import io.elbow.protocol.ModelMessage;
import io.elbow.protocol.ModelRole;
import io.elbow.protocol.ModelsTopicProtocol;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The artifacts that the models topic keeps of one detector, and the messages by which a refreshed model joins them.
 */
public final class RefreshPublication {
    private final ModelsTopicProtocol protocol;
    private final RefreshOptions options;
    private final int keep;
    private final Set<String> keptKeys;

    /**
     * @param keep artifacts that stay
     * @param keptKeys the topic's keys of those that are there, oldest first
     */
    public RefreshPublication(String detector, RefreshOptions options, int keep, List<String> keptKeys) {
        this.protocol = new ModelsTopicProtocol(detector);
        this.options = options;
        this.keep = keep;
        this.keptKeys = new LinkedHashSet<>(keptKeys);
    }

    /** Takes a message of the models topic. */
    public void take(ModelMessage message) {
        if (!protocol.isKept(message.key())) {
            return;
        }
        keptKeys.remove(message.key());
        if (message.artifact() != null) {
            keptKeys.add(message.key());
        }
    }

    /** Oldest first. */
    public List<String> keptKeys() {
        return List.copyOf(keptKeys);
    }

    /** Whether a refreshed model runs as challenger first. */
    public boolean asChallenger() {
        return options.shadow() != null || options.promote() == Promote.MANUAL;
    }

    /**
     * Whether a model that was published is no longer awaited, by what a message of the models topic says.
     *
     * @param model its id
     */
    public boolean settles(ModelMessage message, String model) {
        ModelHeaders headers = message.headers();
        if (protocol.isChampion(message.key())) {
            // Its own message says nothing yet: the scorers do, by the model in use, or by writing the champion back.
            return asChallenger() || !ModelHeaders.BY_REFRESH.equals(headers.publisher());
        }
        boolean runs = headers.role() == ModelRole.CHALLENGER;
        return asChallenger() && !runs && protocol.keptKey(model).equals(message.key());
    }

    /**
     * The messages that publish a model, in order: tombstones of what there is no more room for, its parent where the
     * topic does not keep it (to go back to), the artifact, and as the champion where it is to take over at once.
     *
     * @param champion the parent
     */
    public List<ModelMessage> of(EncodedModel refreshed, EncodedModel champion) {
        String parentKey = protocol.keptKey(champion.id());
        List<String> coming = new ArrayList<>(List.of(protocol.keptKey(refreshed.id())));
        boolean parentIsMissing = keep > 1 && !keptKeys.contains(parentKey);
        if (parentIsMissing) {
            coming.add(parentKey);
        }
        List<ModelMessage> messages = new ArrayList<>();
        for (String surplus : ModelsTopicProtocol.surplus(keptKeys(), coming, parentKey, keep)) {
            messages.add(ModelMessage.toPublish(surplus, null, headers(null, null)));
        }
        if (parentIsMissing) {
            ModelHeaders headers = headers(ModelRole.CHAMPION, champion.parent());
            messages.add(ModelMessage.toPublish(parentKey, champion.artifact(), headers));
        }
        ModelRole role = asChallenger() ? ModelRole.CHALLENGER : ModelRole.CHAMPION;
        messages.addAll(protocol.publishing(refreshed, headers(role, refreshed.parent())));
        return messages;
    }

    private static ModelHeaders headers(ModelRole role, String parent) {
        return ModelHeaders.of(role, parent, ModelHeaders.BY_REFRESH);
    }
}
