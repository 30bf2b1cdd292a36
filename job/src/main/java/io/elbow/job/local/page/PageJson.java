// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.elbow.job.event.Alert;
import io.elbow.job.event.FeatureCost;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** The messages sent to the page, one line of JSON each. A number that is not finite is written as null. */
final class PageJson {
    private static final JsonFactory JSON = new JsonFactory();

    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    private PageJson() {}

    /**
     * The first message to the page.
     *
     * @param scores whether the detector writes scores
     * @param events whether it writes events
     */
    static String hello(String detector, boolean scores, boolean events) {
        return object(json -> {
            json.writeStringField("detector", detector);
            json.writeBooleanField("scores", scores);
            json.writeBooleanField("events", events);
        });
    }

    static String totals(PageTotals totals) {
        return object(json -> {
            json.writeNumberField("at", totals.atMillis());
            json.writeNumberField("scored", totals.scored());
            json.writeNumberField("warming_up", totals.warmingUp());
            json.writeNumberField("rejected", totals.rejected());
            json.writeNumberField("late", totals.late());
            json.writeNumberField("alerts", totals.alerts());
            json.writeStringField("model", totals.model());
            number(json, "threshold", totals.threshold());
            number(json, "promised", totals.promised());
            number(json, "flagged", totals.flagged());
        });
    }

    /**
     * The points of a key, each an array of event time, score, threshold, floor, p-value and whether it is an anomaly.
     */
    static String points(List<Point> points) {
        return object(json -> {
            json.writeArrayFieldStart("points");
            for (Point point : points) {
                json.writeStartArray();
                json.writeNumber(point.timestampMillis());
                number(json, point.score());
                number(json, point.threshold());
                number(json, point.floor());
                number(json, point.pValue());
                json.writeNumber(point.anomaly() ? 1 : 0);
                json.writeEndArray();
            }
            json.writeEndArray();
        });
    }

    static String alerts(List<Alert> alerts) {
        return object(json -> {
            json.writeArrayFieldStart("alerts");
            for (Alert alert : alerts) {
                json.writeStartObject();
                alert(json, alert);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static void alert(JsonGenerator json, Alert alert) throws IOException {
        json.writeStringField("incident", alert.incident());
        json.writeStringField("status", alert.status());
        json.writeStringField("key", alert.key());
        json.writeNumberField("at", alert.timestampMillis());
        json.writeStringField("severity", alert.severity());
        number(json, "score", alert.score());
        number(json, "smoothed", alert.smoothed());
        number(json, "threshold", alert.threshold());
        number(json, "p", alert.pValue());
        json.writeStringField("model", ModelFacts.shortened(alert.model()));
        json.writeArrayFieldStart("features");
        for (FeatureCost feature : alert.features()) {
            json.writeStartObject();
            json.writeStringField("name", feature.name());
            number(json, "value", feature.value());
            number(json, "expected", feature.expected());
            number(json, "excess", feature.excess());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    static String history(List<HistoryEntry> entries) {
        return object(json -> {
            json.writeArrayFieldStart("history");
            for (HistoryEntry entry : entries) {
                json.writeStartObject();
                json.writeNumberField("at", entry.atMillis());
                json.writeStringField("what", entry.what());
                json.writeStringField("model", entry.model());
                json.writeStringField("detail", entry.detail());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /** The top keys, the chosen key, and the current problem. */
    static String state(PageUpdate update) {
        return object(json -> {
            json.writeStringField("key", update.key());
            json.writeStringField("problem", update.problem());
            json.writeNumberField("skipped", update.skipped());
            json.writeArrayFieldStart("top");
            for (KeyRow row : update.top()) {
                json.writeStartObject();
                json.writeStringField("key", row.key());
                json.writeBooleanField("open", row.open());
                json.writeNumberField("alerts", row.alerts());
                json.writeNumberField("anomalies", row.anomalies());
                number(
                        json,
                        "score",
                        row.last() == null ? Double.NaN : row.last().score());
                number(json, "p", row.last() == null ? Double.NaN : row.last().pValue());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static String object(Fields fields) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return text.toString();
    }

    private static void number(JsonGenerator json, String field, double value) throws IOException {
        json.writeFieldName(field);
        number(json, value);
    }

    private static void number(JsonGenerator json, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumber(value);
        } else {
            json.writeNull();
        }
    }
}
