// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import io.elbow.protocol.ModelHeaders;
import io.elbow.protocol.ModelMessage;
import io.elbow.protocol.ModelRole;
import java.time.Instant;

/**
 * How a model is published.
 *
 * @param role champion or challenger
 * @param publisher who publishes, such as {@code retrain}
 * @param activation event time from which on it scores; null: from where it stands in the topic
 * @param forced whether a running job takes it also where it was made from another model than the champion
 */
public record PublishOptions(ModelRole role, String publisher, Instant activation, boolean forced) {
    public PublishOptions {
        if (role == ModelRole.DROPPED) {
            throw new IllegalArgumentException("role must be champion or challenger but was dropped");
        }
        if (role == ModelRole.CHALLENGER && activation != null) {
            throw new IllegalArgumentException("a challenger runs from where it stands in the topic: no activation");
        }
    }

    /** A champion from where it stands in the topic. */
    public static PublishOptions champion(String publisher) {
        return new PublishOptions(ModelRole.CHAMPION, publisher, null, false);
    }

    public boolean isChallenger() {
        return role == ModelRole.CHALLENGER;
    }

    /** @param parent id of the model that it was made from, or null */
    ModelHeaders headers(String parent) {
        String from = activation == null ? null : activation.toString();
        return new ModelHeaders(role, parent, publisher, from, forced, ModelMessage.NONE);
    }
}
