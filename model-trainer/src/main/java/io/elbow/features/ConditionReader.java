// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import io.elbow.config.BadInputException;
import java.util.ArrayList;
import java.util.List;

/**
 * Picks a model's conditions out of rows that may carry others too. Any number of threads may encode; only one at a
 * time may call {@link #unseen}, which uses a buffer.
 */
public final class ConditionReader {
    private static final String[] NONE = {};

    private final Conditions conditions;
    private final int[] positions;
    private final float[] scratch;

    /**
     * Finds the model's conditions among those of the rows.
     *
     * @param available the conditions of the rows, in order
     * @throws BadInputException naming those of the model that the rows lack
     */
    public ConditionReader(Conditions conditions, List<String> available) {
        this.conditions = conditions;
        List<String> names = conditions.columnNames();
        List<String> missing =
                names.stream().filter(name -> !available.contains(name)).toList();
        if (!missing.isEmpty()) {
            throw new BadInputException("the model's conditions " + missing + " are missing; there is: " + available);
        }
        positions = names.stream().mapToInt(available::indexOf).toArray();
        scratch = new float
                [conditions.columns().stream()
                        .mapToInt(Conditions.Column::width)
                        .max()
                        .orElse(0)];
    }

    /** Numbers in an encoded condition. */
    public int dim() {
        return conditions.dim();
    }

    /** Writes a row's condition, [dim()], into {@code target} from {@code offset}; NaN for a value that is unseen. */
    public void encode(String[] ofRow, long timestampMillis, float[] target, int offset) {
        String[] values = new String[positions.length];
        for (int i = 0; i < positions.length; i++) {
            values[i] = ofRow[positions[i]];
        }
        conditions.encode(values, timestampMillis, target, offset);
    }

    /** Whether a row has a category that no training row had; a missing one is none. */
    public boolean hasNewCategory(String[] ofRow) {
        for (int i = 0; i < positions.length; i++) {
            String value = ofRow[positions[i]];
            if (value != null
                    && conditions.columns().get(i) instanceof Conditions.Categorical column
                    && !column.knows(value)) {
                return true;
            }
        }
        return false;
    }

    /** The columns whose value is missing or was in no training row. */
    public String[] unseen(String[] ofRow) {
        List<String> unseen = null;
        for (int i = 0; i < positions.length; i++) {
            Conditions.Column column = conditions.columns().get(i);
            if (!column.encode(ofRow[positions[i]], scratch, 0)) {
                unseen = unseen == null ? new ArrayList<>() : unseen;
                unseen.add(column.name());
            }
        }
        return unseen == null ? NONE : unseen.toArray(NONE);
    }
}
