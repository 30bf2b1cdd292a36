// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Notices that fields of records come and go: numeric fields that no feature takes, and features that records no longer
 * have. Each is told once. The work and memory a record are bounded, whatever it holds.
 *
 * <p>Not thread-safe; each reader has its own.
 */
public final class FieldWatch {
    /** The most fields that are named. */
    public static final int MOST_NAMED = 100;

    /** Records after which a field is new, and without which a feature is gone. */
    public static final int SETTLED = 100;

    /** The longest name that is told, characters. */
    private static final int LONGEST = 200;

    /** Hears what was noticed. */
    public interface Listener {
        /**
         * The first records have numeric fields that no feature takes.
         *
         * @param fields at least one, sorted
         */
        void unused(List<String> fields);

        /** A numeric field has come that the records before did not have, and that no feature takes. */
        void came(String field);

        /** A feature is in none of the last {@link #SETTLED} records. */
        void gone(String feature);

        /** A feature that was gone is there again. */
        void back(String feature);
    }

    private final List<String> features;
    private final Listener listener;
    private final Set<String> named = new HashSet<>();
    private final int[] without;
    private int records;

    /** @param features the fields of {@link Observation#values}, in order */
    public FieldWatch(List<String> features, Listener listener) {
        this.features = List.copyOf(features);
        this.listener = listener;
        this.without = new int[features.size()];
    }

    /** Takes a numeric field of the present record that nothing asks for. */
    void unasked(String path) {
        if (looks() && path.length() <= LONGEST && named.add(path) && records >= SETTLED) {
            listener.came(path);
        }
    }

    /** Whether another field would be named. */
    boolean looks() {
        return named.size() < MOST_NAMED;
    }

    /** Takes the values of a record that can be scored, [features]; NaN: missing. */
    void taken(double[] values) {
        for (int f = 0; f < without.length; f++) {
            if (!Double.isNaN(values[f])) {
                if (without[f] >= SETTLED) {
                    listener.back(features.get(f));
                }
                without[f] = 0;
            } else if (without[f] < SETTLED && ++without[f] == SETTLED) {
                listener.gone(features.get(f));
            }
        }
        if (records < SETTLED && ++records == SETTLED && !named.isEmpty()) {
            listener.unused(List.copyOf(new TreeSet<>(named)));
        }
    }
}
