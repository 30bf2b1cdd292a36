// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.elbow.config.JoinedText;
import io.elbow.config.RecordOptions;
import io.elbow.data.FieldPlan.Node;
import io.elbow.data.ParseResult.Rejected;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * One pass over one record. It takes the wanted fields, remembers the first fault of each kind, and reads to the end.
 */
final class RecordWalk {
    private final JsonParser json;
    private final FieldPlan plan;
    private final RecordOptions options;
    private final List<String> features;
    private final boolean[] seen;
    private final double[] values;
    private final FieldWatch watch;
    private final List<String> conditionPaths;
    private final String[] conditions;

    private boolean hasFeature;
    private final List<String> keyFields;
    private final String[] keyParts;
    private final String[] keyFaults;
    private final RecordTime time;
    private Rejected featureFault;
    private Rejected conditionFault;
    private String twice;

    /** @param watch hears of fields that nothing asks for; null: nobody does */
    RecordWalk(
            JsonParser json,
            FieldPlan plan,
            RecordOptions options,
            List<String> features,
            List<String> conditionPaths,
            FieldWatch watch) {
        this.watch = watch;
        this.json = json;
        this.plan = plan;
        this.options = options;
        this.features = features;
        this.seen = new boolean[plan.slots()];
        this.values = new double[features.size()];
        this.conditionPaths = conditionPaths;
        this.conditions = conditionPaths.isEmpty() ? Observation.NO_CONDITIONS : new String[conditionPaths.size()];
        Arrays.fill(values, Double.NaN);
        keyFields = options.keyFields();
        keyParts = new String[keyFields.size()];
        keyFaults = new String[keyFields.size()];
        time = new RecordTime(options.timestamp());
    }

    /**
     * Reads to the end.
     *
     * @return why this is not a record although it may be JSON; null: it is one
     * @throws IOException if this is not JSON
     */
    String run() throws IOException {
        JsonToken first = json.nextToken();
        if (first == null) {
            return "the value is empty";
        }
        if (first != JsonToken.START_OBJECT) {
            return "a JSON object is needed but this is " + shown(first);
        }
        object(plan.root, "");
        if (json.nextToken() != null) {
            return "something follows behind the JSON object";
        }
        return twice == null ? null : "field '" + twice + "' is there twice";
    }

    /** The values of the features, [features]; NaN: missing. */
    double[] values() {
        return values;
    }

    boolean hasFeature() {
        return hasFeature;
    }

    /** The key. Null: there is no usable one, see {@link #keyFault}. */
    String key() {
        if (keyParts.length == 1) {
            return keyParts[0];
        }
        for (String part : keyParts) {
            if (part == null || part.isEmpty()) {
                return null;
            }
        }
        return JoinedText.KEY.join(Arrays.asList(keyParts));
    }

    String keyFault() {
        for (int k = 0; k < keyParts.length; k++) {
            if (keyFaults[k] != null) {
                return keyFaults[k];
            }
            if (keyParts[k] == null || keyParts[k].isEmpty()) {
                return "field '" + keyFields.get(k) + "' is missing, null or empty";
            }
        }
        return null;
    }

    /** The event time of the field, where there is one. */
    RecordTime time() {
        return time;
    }

    /** What is wrong with the features. Null: every feature that is present is a number. */
    Rejected featureFault() {
        return featureFault;
    }

    /** What is wrong with the conditions. Null: every condition that is present is usable. */
    Rejected conditionFault() {
        return conditionFault;
    }

    /** The conditions as text, [conditions]; null: missing. A field of the key may also be one. */
    String[] conditions() {
        for (int i = 0; i < conditions.length; i++) {
            int k = keyFields.indexOf(conditionPaths.get(i));
            if (k >= 0) {
                conditions[i] = keyParts[k];
            }
        }
        return conditions;
    }

    /** @param path of the object with a dot behind it; empty: it is the record itself */
    private void object(Node node, String path) throws IOException {
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            Node child = node.child(name);
            JsonToken token = json.nextToken();
            if (child != null && child.isWanted()) {
                take(child.slot(), token);
            } else if (child != null && token == JsonToken.START_OBJECT) {
                object(child, path + name + '.');
                continue;
            } else if (child == null && token.isNumeric() && watch != null && watch.looks()) {
                watch.unasked(path + name);
            }
            json.skipChildren();
        }
    }

    private void take(int slot, JsonToken token) throws IOException {
        if (seen[slot]) {
            twice = path(slot);
        }
        seen[slot] = true;
        if (token == JsonToken.VALUE_NULL) {
            return;
        }
        if (slot >= plan.firstConditionSlot) {
            takeCondition(slot - plan.firstConditionSlot, token);
        } else if (slot >= plan.firstKeySlot) {
            takeKey(slot - plan.firstKeySlot, token);
        } else if (slot == plan.timestampSlot) {
            time.take(json, token);
        } else {
            takeFeature(slot, token);
        }
    }

    private String path(int slot) {
        if (slot >= plan.firstConditionSlot) {
            return conditionPaths.get(slot - plan.firstConditionSlot);
        }
        if (slot >= plan.firstKeySlot) {
            return keyFields.get(slot - plan.firstKeySlot);
        }
        return slot == plan.timestampSlot ? options.timestamp().field() : features.get(slot);
    }

    private void takeFeature(int slot, JsonToken token) throws IOException {
        double value = token.isNumeric() ? json.getDoubleValue() : Double.NaN;
        if (Double.isFinite(value)) {
            values[slot] = value;
            hasFeature = true;
        } else if (featureFault == null) {
            featureFault = RecordParser.rejected(
                    RejectionReason.NOT_A_NUMBER,
                    "field '" + features.get(slot) + "' must be a finite number but was " + shown(token));
        }
    }

    private void takeCondition(int condition, JsonToken token) throws IOException {
        if (token.isScalarValue()) {
            String text = json.getText();
            conditions[condition] = Cells.isMissing(text) ? null : text.strip();
        } else if (conditionFault == null) {
            conditionFault = RecordParser.rejected(
                    RejectionReason.BAD_CONDITION,
                    "field '" + conditionPaths.get(condition) + "' must be text, a number or a boolean but was "
                            + shown(token));
        }
    }

    private void takeKey(int part, JsonToken token) throws IOException {
        boolean number = token.isNumeric() && isJsonNumber(json.getText());
        if (token == JsonToken.VALUE_STRING || number) {
            keyParts[part] = json.getText();
        } else {
            keyFaults[part] = "field '" + keyFields.get(part) + "' must be text or a number but was " + shown(token);
        }
    }

    /** Whether the text is a number of JSON. NaN and Infinity are not: they end in a letter. */
    private static boolean isJsonNumber(String text) {
        char last = text.charAt(text.length() - 1);
        return last >= '0' && last <= '9';
    }

    private String shown(JsonToken token) throws IOException {
        return shown(json, token);
    }

    /** A value, for a person. */
    static String shown(JsonParser json, JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "the text '" + Excerpt.of(json.getText()) + "'";
            default -> Excerpt.of(json.getText());
        };
    }
}
