// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import java.time.Instant;

/**
 * How a model is published.
 *
 * @param role {@link #CHAMPION} or {@link #CHALLENGER}
 * @param publisher who publishes, such as {@code retrain}
 * @param activation event time from which on it scores; null: from where it stands in the topic
 * @param forced whether a running job takes it also where it was made from another model than the champion
 */
public record PublishOptions(String role, String publisher, Instant activation, boolean forced) {
    /** Scores and alerts. */
    public static final String CHAMPION = "champion";

    /** Scores beside the champion, without alerts. */
    public static final String CHALLENGER = "challenger";

    /** An earlier model that is champion again: it was not made from the one it replaces. */
    public static final String ROLLBACK = "rollback";

    /** A kept model that becomes champion by somebody's word. */
    public static final String PROMOTE = "promote";

    public PublishOptions {
        if (!role.equals(CHAMPION) && !role.equals(CHALLENGER)) {
            throw new IllegalArgumentException("role must be champion or challenger but was " + role);
        }
        if (role.equals(CHALLENGER) && activation != null) {
            throw new IllegalArgumentException("a challenger runs from where it stands in the topic: no activation");
        }
    }

    /** A champion from where it stands in the topic. */
    public static PublishOptions champion(String publisher) {
        return new PublishOptions(CHAMPION, publisher, null, false);
    }

    public boolean isChallenger() {
        return role.equals(CHALLENGER);
    }
}
