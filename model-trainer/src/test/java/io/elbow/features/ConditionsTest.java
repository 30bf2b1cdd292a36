// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.elbow.artifact.ConditionPlacement;
import io.elbow.config.BadInputException;
import io.elbow.config.ConditionOptions;
import io.elbow.config.ConditionOptions.CalendarPart;
import io.elbow.config.ConditionOptions.Column;
import io.elbow.data.DataException;
import io.elbow.data.Dataset;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionsTest {
    private static final float NAN = Float.NaN;

    private static Conditions fit(String column, String... values) {
        ConditionOptions options = new ConditionOptions(
                List.of(Column.parse(column)), List.of(), ConditionOptions.DEFAULT_ZONE, ConditionPlacement.BOTH);
        List<Dataset.Row> rows = Arrays.stream(values)
                .map(value -> new Dataset.Row(0, "", "", 0, new double[0], false, new String[] {value}))
                .toList();
        return ConditionFit.fit(options, List.of(Column.parse(column).name()), rows);
    }

    private static float[] encoded(Conditions conditions, String value) {
        float[] target = new float[conditions.dim()];
        conditions.encode(new String[] {value}, 0, target, 0);
        return target;
    }

    @Test
    void aCategoryIsOneHotAndAnUnseenOneIsNowhere() {
        Conditions kind = fit("kind", "web", "db", null, "db");
        assertThat(kind.columns())
                .containsExactly(new Conditions.Categorical("kind", List.of("db", "web"), List.of(2L, 1L)));
        assertThat(encoded(kind, "db")).containsExactly(1, 0);
        assertThat(encoded(kind, "web")).containsExactly(0, 1);
        assertThat(encoded(kind, "mail")).containsExactly(NAN, NAN);
        assertThat(encoded(kind, null)).containsExactly(NAN, NAN);
    }

    @Test
    void aNumberIsStandardised() {
        Conditions load = fit("load", "0.5", "1.5", "2.5", "3.5");
        double deviation = Math.sqrt(1.25);
        assertThat(encoded(load, "2")[0]).isZero();
        assertThat(encoded(load, "1e0")[0]).isCloseTo((float) (-1 / deviation), within(1e-6f));
        assertThat(encoded(load, "1e300")[0]).isEqualTo(1e4f);
        assertThat(encoded(load, "much")).containsExactly(NAN);
        assertThat(encoded(load, null)).containsExactly(NAN);
    }

    @Test
    void fewWholeNumbersAreCategoriesAndMoreAreNumbers() {
        String[] digits = IntStream.range(0, 200).mapToObj(i -> "" + i % 10).toArray(String[]::new);
        assertThat(fit("digit", digits).dim()).isEqualTo(10);
        assertThat(fit("digit:numeric", digits).dim()).isEqualTo(1);
        String[] many = IntStream.range(0, 200).mapToObj(i -> "" + i).toArray(String[]::new);
        assertThat(fit("load", many).dim()).isEqualTo(1);
        assertThat(fit("load:categorical", many).dim()).isEqualTo(200);
        assertThat(fit("mixed", "1", "2", "x").dim()).isEqualTo(3);
    }

    @Test
    void aWholeNumberIsTheSameCategoryHoweverATableWritesIt() {
        Conditions store = fit("store", "1", "10", "007");
        assertThat(encoded(store, "1.0")).containsExactly(encoded(store, "1"));
        assertThat(encoded(store, "10.00")).containsExactly(encoded(store, "10"));
        assertThat(encoded(store, "7")).containsExactly(NAN, NAN, NAN);
    }

    @ParameterizedTest
    @CsvSource({
        "UTC,              2026-01-05T00:30:00Z, 0.5,  0, 0",
        "Europe/Berlin,    2026-01-04T23:30:00Z, 0.5,  0, 0",
        "Europe/Berlin,    2026-07-05T22:00:00Z, 0,    0, 6",
        "America/New_York, 2026-01-01T04:45:00Z, 23.75, 2, 11"
    })
    void theCalendarIsThatOfTheZone(String zone, String time, double hour, int weekday, int month) {
        Conditions calendar = new Conditions(
                List.of(), List.of(CalendarPart.HOUR, CalendarPart.WEEKDAY, CalendarPart.MONTH), ZoneId.of(zone));
        float[] target = new float[calendar.dim()];
        calendar.encode(new String[0], Instant.parse(time).toEpochMilli(), target, 0);
        double[] turns = {hour / 24, weekday / 7.0, month / 12.0};
        assertThat(target).hasSize(6 * turns.length);
        for (int part = 0; part < turns.length; part++) {
            double angle = 2 * Math.PI * turns[part];
            for (int k = 1; k <= 3; k++) {
                int at = 6 * part + 2 * (k - 1);
                assertThat((double) target[at]).isCloseTo(Math.sin(k * angle), within(1e-6));
                assertThat((double) target[at + 1]).isCloseTo(Math.cos(k * angle), within(1e-6));
            }
        }
    }

    @Test
    void aReaderTakesTheModelsColumnsOutOfMore() {
        Conditions kind = fit("kind", "db", "web");
        ConditionReader reader = new ConditionReader(kind, List.of("zone", "kind"));
        float[] target = {5, 5, 5};
        reader.encode(new String[] {"eu", "web"}, 0, target, 1);
        assertThat(target).containsExactly(5, 0, 1);
        assertThat(reader.unseen(new String[] {"eu", "web"})).isEmpty();
        assertThat(reader.unseen(new String[] {"web", "mail"})).containsExactly("kind");
        assertThat(reader.unseen(new String[] {"web", null})).containsExactly("kind");
        assertThatThrownBy(() -> new ConditionReader(kind, List.of("zone")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("[kind] are missing; there is: [zone]");
    }

    @Test
    void refusesWhatCannotBeLearnt() {
        assertThatThrownBy(() -> fit("kind", null, null))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("'kind' has no value");
        assertThatThrownBy(() -> fit("load:numeric", "1", "two"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("'two', which is no number");
        String[] names = IntStream.range(0, 1_001).mapToObj(i -> "id-" + i).toArray(String[]::new);
        assertThatThrownBy(() -> fit("id", names))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("1001 categories, at most 1000");
    }
}
