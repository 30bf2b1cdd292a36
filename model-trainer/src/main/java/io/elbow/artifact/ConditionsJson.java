// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.elbow.config.ConditionOptions.CalendarPart;
import io.elbow.features.Conditions;
import io.elbow.features.Conditions.Categorical;
import io.elbow.features.Conditions.Column;
import io.elbow.features.Conditions.Numeric;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The fitted conditions as a field of the manifest; there only where a model has any. */
final class ConditionsJson {
    private static final String FIELD = "conditions";
    private static final String CATEGORICAL = "categorical";
    private static final String NUMERIC = "numeric";

    private ConditionsJson() {}

    static void write(ObjectNode root, Conditions conditions) {
        if (conditions.isEmpty()) {
            return;
        }
        ObjectNode node = root.putObject(FIELD);
        ArrayNode columns = node.putArray("columns");
        conditions.columns().forEach(column -> write(columns.addObject(), column));
        ArrayNode calendar = node.putArray("calendar");
        conditions.calendar().forEach(part -> calendar.add(part.configName()));
        node.put("zone", conditions.zone().getId());
    }

    private static void write(ObjectNode node, Column column) {
        node.put("name", column.name());
        if (column instanceof Categorical categorical) {
            node.put("kind", CATEGORICAL);
            categorical.categories().forEach(node.putArray("categories")::add);
            categorical.counts().forEach(node.putArray("counts")::add);
        } else if (column instanceof Numeric numeric) {
            node.put("kind", NUMERIC);
            node.put("mean", numeric.mean());
            node.put("deviation", numeric.deviation());
        }
    }

    static Conditions read(JsonFields root) {
        if (!root.has(FIELD)) {
            return Conditions.NONE;
        }
        JsonFields node = root.object(FIELD);
        List<Column> columns = new ArrayList<>();
        node.objects("columns").forEach(column -> columns.add(column(column)));
        List<CalendarPart> calendar = node.words("calendar", CalendarPart.values(), CalendarPart::configName);
        return node.build(() -> new Conditions(columns, calendar, zone(node.text("zone"))));
    }

    private static Column column(JsonFields column) {
        String kind = column.word("kind", new String[] {CATEGORICAL, NUMERIC}, word -> word);
        if (kind.equals(NUMERIC)) {
            return column.build(
                    () -> new Numeric(column.text("name"), column.decimal("mean"), column.decimal("deviation")));
        }
        return column.build(() -> new Categorical(
                column.text("name"),
                column.texts("categories"),
                Arrays.stream(column.wides("counts")).boxed().toList()));
    }

    private static ZoneId zone(String id) {
        try {
            return ZoneId.of(id);
        } catch (java.time.DateTimeException e) {
            throw new IllegalArgumentException(
                    "zone " + id + " is not known to this Java; update its time zone data", e);
        }
    }
}
