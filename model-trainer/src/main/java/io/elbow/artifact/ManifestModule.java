// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.elbow.budget.SurpriseFit;
import io.elbow.budget.SurprisePeaks;
import io.elbow.budget.SurpriseScale;
import io.elbow.config.PerKeyOptions;
import io.elbow.features.Conditions;
import io.elbow.features.PerKeyFit;
import io.elbow.features.Smoothing;
import io.elbow.features.Standardizer;
import io.elbow.features.StillFeatures;
import io.elbow.scoring.TailCalibration;
import java.io.IOException;
import java.io.Serial;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** How the manifest's JSON shows the types that other packages have, and numbers, which must be finite. */
final class ManifestModule extends SimpleModule {
    @Serial
    private static final long serialVersionUID = 1;

    private static final String CATEGORICAL = "categorical";
    private static final String NUMERIC = "numeric";

    static final List<String> COLUMN_KINDS = List.of(CATEGORICAL, NUMERIC);

    ManifestModule() {
        setMixInAnnotation(Smoothing.class, SmoothingFields.class);
        setMixInAnnotation(Conditions.Column.class, ColumnFields.class);
        setMixInAnnotation(Standardizer.class, ScalerFields.class);
        setMixInAnnotation(TailCalibration.Tail.class, TailFields.class);
        addDeserializer(double.class, new FiniteNumber());
        addDeserializer(Double.class, new FiniteNumber());
        addAs(
                Double[].class,
                double[].class,
                null,
                (numbers, tensors) ->
                        Arrays.stream(numbers).mapToDouble(Double::doubleValue).toArray());
        addAs(String.class, ZoneId.class, ZoneId::getId, (id, tensors) -> zone(id));
        addAs(CalibrationFields.class, TailCalibration.class, CalibrationFields::of, CalibrationFields::with);
        addAs(PerKeyFields.class, PerKeyFit.class, PerKeyFields::of, PerKeyFields::with);
        addAs(SurpriseFields.class, SurpriseFit.class, SurpriseFields::of, SurpriseFields::with);
    }

    /**
     * Reads and writes a type by another one.
     *
     * @param written null: it is written as it is
     */
    private <J, T> void addAs(
            Class<J> json, Class<T> type, Function<T, J> written, BiFunction<J, TensorParts, T> read) {
        if (written != null) {
            addSerializer(type, new JsonSerializer<>() {
                @Override
                public void serialize(T value, JsonGenerator target, SerializerProvider provider) throws IOException {
                    provider.defaultSerializeValue(written.apply(value), target);
                }
            });
        }
        addDeserializer(type, new JsonDeserializer<>() {
            @Override
            public T deserialize(JsonParser source, DeserializationContext context) throws IOException {
                TensorParts tensors = (TensorParts) context.getAttribute(TensorParts.class);
                return read.apply(context.readValue(source, json), tensors);
            }
        });
    }

    private static ZoneId zone(String id) {
        try {
            return ZoneId.of(id);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "zone " + id + " is not known to this Java; update its time zone data", e);
        }
    }

    interface SmoothingFields {
        @JsonProperty("smoothingHalfLife")
        double halfLife();

        @JsonProperty("verdictsOnSmoothed")
        boolean judged();
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Conditions.Categorical.class, name = CATEGORICAL),
        @JsonSubTypes.Type(value = Conditions.Numeric.class, name = NUMERIC)
    })
    interface ColumnFields {}

    interface ScalerFields {
        @OrNull
        StillFeatures still();
    }

    interface TailFields {
        @OrNull
        String reason();
    }

    /** The calibration without its scores and counts, which are tensors. */
    private record CalibrationFields(long count, TailCalibration.Tail tail) {
        static CalibrationFields of(TailCalibration calibration) {
            return new CalibrationFields(calibration.count(), calibration.tail());
        }

        TailCalibration with(TensorParts tensors) {
            return new TailCalibration(tensors.scores(), tensors.atOrAbove(), count, tail);
        }
    }

    /** Each key's own statistics without their numbers, which are tensors. */
    private record PerKeyFields(
            double priorRows, long bucketMillis, @OrNull Long halfLifeMillis, List<String> keys, int warmUpRows) {

        static PerKeyFields of(PerKeyFit fit) {
            PerKeyOptions options = fit.options();
            return new PerKeyFields(
                    options.priorRows(),
                    options.bucket().toMillis(),
                    options.halfLife() == null ? null : options.halfLife().toMillis(),
                    fit.names(),
                    fit.warmUpRows());
        }

        PerKeyFit with(TensorParts tensors) {
            PerKeyOptions options = new PerKeyOptions(
                    priorRows,
                    Duration.ofMillis(bucketMillis),
                    halfLifeMillis == null ? null : Duration.ofMillis(halfLifeMillis));
            return tensors.keys().fit(options, keys).withWarmUp(warmUpRows);
        }
    }

    /** What a budget begins with, without the peaks, which are a tensor. */
    private record SurpriseFields(
            double floor, double median, double spread, double days, long medianIntervalMillis, double leastPeak) {
        static SurpriseFields of(SurpriseFit fit) {
            SurpriseScale scale = fit.scale();
            return new SurpriseFields(
                    scale.floor(),
                    scale.median(),
                    scale.spread(),
                    fit.days(),
                    fit.medianIntervalMillis(),
                    fit.peaks().least());
        }

        SurpriseFit with(TensorParts tensors) {
            return new SurpriseFit(
                    new SurpriseScale(floor, median, spread),
                    days,
                    medianIntervalMillis,
                    SurprisePeaks.ofNumbers(tensors.peaks(), leastPeak));
        }
    }

    /** A number that is finite: JSON may have larger ones, and Jackson takes the text NaN for one. */
    private static final class FiniteNumber extends JsonDeserializer<Double> {
        @Override
        public Double deserialize(JsonParser source, DeserializationContext context) throws IOException {
            if (source.currentToken().isNumeric() && Double.isFinite(source.getDoubleValue())) {
                return source.getDoubleValue();
            }
            return (Double) context.handleUnexpectedToken(double.class, source);
        }

        @Override
        public Class<?> handledType() {
            return double.class;
        }
    }
}
