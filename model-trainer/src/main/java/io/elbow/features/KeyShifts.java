// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The lasting shifts of single keys, at most one a key, by a model's scaler. Immutable. */
public final class KeyShifts {
    private final Standardizer global;
    private final Map<String, KeyShift> shifts = new HashMap<>();
    private final Map<String, Standardizer> standardizers = new HashMap<>();

    /** @param global standardises all other records */
    public KeyShifts(Standardizer global, List<KeyShift> shifts) {
        this.global = global;
        for (KeyShift shift : shifts) {
            this.shifts.put(shift.key(), shift);
            standardizers.put(shift.key(), shift.of(global));
        }
    }

    /** The shift that a record is scored by; null: none. */
    public KeyShift at(String key, long timestampMillis) {
        KeyShift shift = shifts.isEmpty() ? null : shifts.get(key);
        return shift == null || timestampMillis < shift.fromMillis() ? null : shift;
    }

    /** What standardises a record of this key and time. */
    public Standardizer standardizer(String key, long timestampMillis) {
        return at(key, timestampMillis) == null ? global : standardizers.get(key);
    }

    /** What a row is scored as, the user's units. */
    public double[] undone(String key, long timestampMillis, double[] values) {
        KeyShift shift = at(key, timestampMillis);
        return shift == null ? values : shift.undone(values);
    }
}
