// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.elbow.config.RecordOptions.TimeUnit;
import io.elbow.config.RecordOptions.Timestamp;
import io.elbow.data.ParseResult.Rejected;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.util.Optional;

/** The event time of one record, taken from its field. */
final class RecordTime {
    private final Timestamp field;
    private long millis;
    private Rejected fault;

    /** The number as written; NaN: there was none. */
    private double epoch = Double.NaN;

    /** @param field null: the records have no field with a time */
    RecordTime(Timestamp field) {
        this.field = field;
        if (field != null) {
            fault = RecordParser.rejected(
                    RejectionReason.MISSING_TIMESTAMP, "field '" + field.field() + "' is missing or null");
        }
    }

    /** Takes the field's value, which is not null. */
    void take(JsonParser json, JsonToken token) throws IOException {
        epoch = epoch(json, token);
        try {
            millis = read(json, token, field.unit());
            fault = millis < 0 || millis > EventTime.LATEST_MILLIS
                    ? bad(
                            "is outside the years 1970 to 9999 as " + unit(),
                            RecordWalk.shown(json, token),
                            EpochUnits.other(epoch, field.unit(), -1))
                    : null;
        } catch (DateTimeException e) {
            fault = bad("is no time in " + unit(), RecordWalk.shown(json, token), otherUnit(json, token));
        }
    }

    /** ms since 1970; of no use where there is a {@link #fault}. */
    long millis() {
        return millis;
    }

    /**
     * What is wrong with the time. Null: it can be used.
     *
     * @param kafkaMillis Kafka's own timestamp; negative: none
     */
    Rejected fault(long kafkaMillis) {
        if (fault != null || millis > EpochUnits.LATEST_MISREAD_MILLIS) {
            return fault;
        }
        return EpochUnits.other(epoch, field.unit(), kafkaMillis)
                .map(unit -> bad(
                        "is " + EpochUnits.shown(epoch, field.unit()) + " as " + unit() + ", but "
                                + EpochUnits.shown(epoch, unit) + " as " + unit.configName(),
                        BigDecimal.valueOf(epoch).stripTrailingZeros().toPlainString(),
                        Optional.of(unit)))
                .orElse(null);
    }

    private Optional<TimeUnit> otherUnit(JsonParser json, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_STRING) {
            return EpochUnits.likely(json.getText()).filter(unit -> unit != field.unit());
        }
        return EpochUnits.other(epoch, field.unit(), -1);
    }

    private static double epoch(JsonParser json, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_STRING) {
            return Cells.numberOrNaN(json.getText());
        }
        return token.isNumeric() ? json.getDoubleValue() : Double.NaN;
    }

    private static long read(JsonParser json, JsonToken token, TimeUnit unit) throws IOException {
        if (token == JsonToken.VALUE_STRING) {
            return unit == TimeUnit.ISO_8601
                    ? EventTime.ofIso(json.getText())
                    : EventTime.ofEpochText(json.getText(), unit);
        }
        if (!token.isNumeric()) {
            throw new DateTimeException("neither text nor number");
        }
        boolean fitsLong =
                token == JsonToken.VALUE_NUMBER_INT && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
        return fitsLong ? EventTime.ofEpoch(json.getLongValue(), unit) : EventTime.ofEpoch(json.getDoubleValue(), unit);
    }

    private String unit() {
        return field.unit().configName();
    }

    private Rejected bad(String what, String written, Optional<TimeUnit> probably) {
        return RecordParser.rejected(
                RejectionReason.BAD_TIMESTAMP,
                "field '" + field.field() + "' " + what + ": " + written
                        + probably.map(unit -> "; " + EpochUnits.remedy(unit)).orElse(""));
    }
}
