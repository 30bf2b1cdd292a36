// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import io.elbow.config.RecordOptions.TimeUnit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which column of a file has which role.
 *
 * @param keys column indices of the key's columns
 * @param timestamp column index, or {@link #NONE}, as is the label
 * @param names the features' names; {@code features} has their column indices, in the same order
 * @param conditions column indices of the conditions
 * @param timestampUnit unit of the event time's numbers; null: the size of a number tells
 */
record TablePlan(
        int[] keys,
        int timestamp,
        int label,
        List<String> names,
        int[] features,
        int[] conditions,
        List<String> notes,
        TimeUnit timestampUnit) {
    static final int NONE = -1;

    /**
     * Makes the plan from the header and, if no features are named, from the first lines.
     *
     * @param head the first lines; used only if the roles name no features
     */
    static TablePlan of(Path file, List<String> header, ColumnRoles roles, List<TableSource.Line> head) {
        Map<String, Integer> index = new HashMap<>();
        for (int c = 0; c < header.size(); c++) {
            if (!header.get(c).isEmpty()) {
                index.put(header.get(c), c);
            }
        }
        List<String> keyColumns = roles.keyColumns(header);
        refuseTwoRoles(file, roles, keyColumns);
        refuseMissing(file, header, roles, keyColumns, index);
        Set<String> taken = new HashSet<>(roles.features());
        int[] keys = keyColumns.stream()
                .mapToInt(column -> take(column, index, taken))
                .toArray();
        int timestamp = take(roles.timestamp(), index, taken);
        int label = take(roles.label(), index, taken);
        int[] conditions = roles.conditions().stream()
                .mapToInt(column -> take(column, index, taken))
                .toArray();
        List<String> others =
                header.stream().filter(name -> !taken.contains(name)).toList();
        List<String> notes = new ArrayList<>();
        List<String> names =
                roles.features().isEmpty() ? numeric(file, header, others, index, head, notes) : roles.features();
        if (!roles.features().isEmpty()) {
            note(notes, "ignored", others, "that is not a feature", "that are not features");
        }
        int[] features = names.stream().mapToInt(index::get).toArray();
        noteUnit(notes, timestamp, roles, head);
        return new TablePlan(
                keys, timestamp, label, names, features, conditions, List.copyOf(notes), roles.timestampUnit());
    }

    /** Says by which unit numbers are read where nobody said it. */
    private static void noteUnit(List<String> notes, int column, ColumnRoles roles, List<TableSource.Line> head) {
        if (column == NONE || roles.timestampUnit() != null) {
            return;
        }
        double first = Cells.numberOrNaN(head.get(0).cells().get(column));
        if (!Double.isNaN(first)) {
            notes.add("the column '" + roles.timestamp() + "' is read as "
                    + EventTime.unitOf(first).configName() + ", by the size of its numbers");
        }
    }

    private static int take(String column, Map<String, Integer> index, Set<String> taken) {
        if (column == null) {
            return NONE;
        }
        taken.add(column);
        return index.get(column);
    }

    private static void refuseTwoRoles(Path file, ColumnRoles roles, List<String> keyColumns) {
        Map<String, String> roleOf = new HashMap<>();
        Map<String, String> named = new LinkedHashMap<>();
        keyColumns.forEach(column -> refuseSecondRole(file, roleOf, "key", column));
        named.put("timestamp", roles.timestamp());
        named.put("label", roles.label());
        named.forEach((role, column) -> refuseSecondRole(file, roleOf, role, column));
        roles.features().forEach(column -> refuseSecondRole(file, roleOf, "a feature", column));
        // A column of the key may also be a condition: what is normal then depends on the series.
        roles.conditions().stream()
                .filter(column -> !keyColumns.contains(column))
                .forEach(column -> refuseSecondRole(file, roleOf, "a condition", column));
    }

    private static void refuseSecondRole(Path file, Map<String, String> roleOf, String role, String column) {
        String other = column == null ? null : roleOf.put(column, role);
        if (other != null) {
            throw new DataException("%s: the column '%s' cannot be %s and %s at once; name it once"
                    .formatted(file, Excerpt.of(column), other, role));
        }
    }

    private static void refuseMissing(
            Path file, List<String> header, ColumnRoles roles, List<String> keyColumns, Map<String, Integer> index) {
        List<String> missing = new ArrayList<>();
        keyColumns.stream().filter(column -> !index.containsKey(column)).forEach(missing::add);
        for (String column : new String[] {roles.timestamp(), roles.label()}) {
            if (column != null && !index.containsKey(column)) {
                missing.add(column);
            }
        }
        roles.features().stream().filter(column -> !index.containsKey(column)).forEach(missing::add);
        roles.conditions().stream()
                .filter(column -> !index.containsKey(column) && !missing.contains(column))
                .forEach(missing::add);
        if (!missing.isEmpty()) {
            String quoted = String.join(
                    ", ",
                    missing.stream().map(name -> "'" + Excerpt.of(name) + "'").toList());
            throw new DataException("%s: %s %s missing; there is: %s"
                    .formatted(
                            file,
                            (missing.size() == 1 ? "the column " : "the columns ") + quoted,
                            missing.size() == 1 ? "is" : "are",
                            listing(header)));
        }
    }

    /** The columns whose first lines hold only numbers. */
    private static List<String> numeric(
            Path file,
            List<String> header,
            List<String> candidates,
            Map<String, Integer> index,
            List<TableSource.Line> head,
            List<String> notes) {
        List<String> numeric = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (String column : candidates) {
            boolean fits = !column.isEmpty() && isNumeric(index.get(column), head);
            (fits ? numeric : others).add(column);
        }
        note(notes, "left out", others, "that is not numeric", "that are not numeric");
        if (numeric.isEmpty()) {
            throw new DataException(
                    "%s: no numeric column is left for the features; there is: %s; name them with --features"
                            .formatted(file, listing(header)));
        }
        return numeric;
    }

    private static boolean isNumeric(int column, List<TableSource.Line> head) {
        boolean any = false;
        for (TableSource.Line line : head) {
            Cells.Kind kind = Cells.kind(line.cells().get(column));
            if (line.isText(column) && kind != Cells.Kind.MISSING) {
                return false;
            }
            switch (kind) {
                case TEXT -> {
                    return false;
                }
                case NUMBER, INFINITE -> any = true;
                case MISSING -> {}
            }
        }
        return any;
    }

    private static String listing(List<String> header) {
        return String.join(", ", header.stream().map(Excerpt::of).toList());
    }

    private static void note(List<String> notes, String what, List<String> columns, String one, String several) {
        if (!columns.isEmpty()) {
            List<String> shown = columns.stream()
                    .map(name -> name.isEmpty() ? "(without a name)" : name)
                    .toList();
            notes.add("%s %d %s %s: %s"
                    .formatted(
                            what,
                            columns.size(),
                            columns.size() == 1 ? "column" : "columns",
                            columns.size() == 1 ? one : several,
                            Excerpt.of(shown)));
        }
    }
}
