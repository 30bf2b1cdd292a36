// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LearnedShiftsTest {
    private static final int ROWS = 400;
    private static final int SHIFT_AT = 200;

    /** A user's unit, so that nothing rests on numbers near 1. */
    private double unit = 1;

    private final SplittableRandom random = new SplittableRandom(4);

    private Standardizer global() {
        return new Standardizer(new double[] {10 * unit, 5 * unit}, new double[] {unit, unit});
    }

    /** One row a ms; from {@link #SHIFT_AT} on the first feature is moved by so many deviations and varies wider. */
    private List<LearnedShifts.Row> rows(String key, double moved, double wider) {
        List<LearnedShifts.Row> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            boolean shifted = moved != 0 && i >= SHIFT_AT;
            double first = 10 + random.nextDouble(-1, 1) * (shifted ? wider : 1) + (shifted ? moved : 0);
            rows.add(row(key, i, first, shifted));
        }
        return rows;
    }

    private LearnedShifts.Row row(String key, long millis, double first, boolean shifted) {
        double[] values = {first * unit, (5 + random.nextDouble(-1, 1)) * unit};
        return new LearnedShifts.Row(key, millis, values, shifted, shifted);
    }

    @SafeVarargs
    private LearnedShifts learned(List<KeyShift> earlier, List<LearnedShifts.Row>... keys) {
        List<LearnedShifts.Row> all = new ArrayList<>();
        List.of(keys).forEach(all::addAll);
        return LearnedShifts.of(all, earlier, global());
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 1e9, 1e-9})
    void oneKeysShiftIsItsOwnInAnyUnit(double units) {
        unit = units;
        LearnedShifts learned = learned(List.of(), rows("a", 20, 1), rows("b", 0, 1), rows("c", 0, 1));
        assertThat(learned.keys()).isEqualTo(1);
        assertThat(learned.ofAll()).isFalse();
        KeyShifts shifts = new KeyShifts(global(), learned.shifts());
        double[] later = {30.5 * unit, 5 * unit};
        assertThat(shifts.standardizer("a", SHIFT_AT).apply(0, later[0])).isCloseTo(0.5f, within(0.3f));
        assertThat(shifts.standardizer("a", SHIFT_AT).apply(1, later[1])).isEqualTo(0);
        assertThat(shifts.standardizer("a", SHIFT_AT - 1).apply(0, later[0])).isCloseTo(20.5f, within(1e-4f));
        assertThat(shifts.standardizer("b", SHIFT_AT).apply(0, later[0])).isCloseTo(20.5f, within(1e-4f));
        assertThat(global().apply(0, shifts.undone("a", SHIFT_AT, later)[0])).isCloseTo(0.5f, within(0.3f));
    }

    @Test
    void aWiderLevelIsNarrowed() {
        LearnedShifts learned = learned(List.of(), rows("a", 20, 8), rows("b", 0, 1), rows("c", 0, 1));
        assertThat(learned.shifts().get(0).factor()[0]).isCloseTo(8, within(1.0));
        assertThat(learned.shifts().get(0).factor()[1]).isEqualTo(1);
        assertThat(new KeyShifts(global(), learned.shifts())
                        .standardizer("a", SHIFT_AT)
                        .apply(0, 38))
                .isCloseTo(1, within(0.3f));
    }

    @Test
    void whatMostKeysDoIsOfAll() {
        LearnedShifts all = learned(List.of(), rows("a", 20, 1), rows("b", 20, 1), rows("c", 0, 1));
        assertThat(all.ofAll()).isTrue();
        assertThat(all.keys()).isEqualTo(2);
        assertThat(all.shifts()).isEmpty();
        assertThat(learned(List.of(), rows("", 20, 1)).ofAll()).isTrue();
        assertThat(learned(List.of(), rows("a", 20, 1), rows("b", 0, 1)).ofAll())
                .isFalse();
    }

    @Test
    void aShiftThatTheModelKnowsIsNone() {
        List<LearnedShifts.Row> known = rows("a", 20, 1).stream()
                .map(row -> new LearnedShifts.Row(row.key(), row.timestampMillis(), row.values(), row.adopted(), false))
                .toList();
        LearnedShifts learned = learned(List.of(), known, rows("b", 0, 1), rows("c", 0, 1));
        assertThat(learned.keys()).isZero();
        assertThat(learned.shifts()).isEmpty();
    }

    @Test
    void aSecondShiftTakesTheFirstOnesPlaceAndItsRowsAreLeft() {
        int second = ROWS + 50;
        List<KeyShift> first = learned(List.of(), rows("a", 20, 1), rows("b", 0, 1), rows("c", 0, 1))
                .shifts();
        List<LearnedShifts.Row> more = new ArrayList<>(rows("a", 20, 1));
        for (int i = ROWS; i < 2 * ROWS; i++) {
            boolean again = i >= second;
            more.add(row("a", i, (again ? -40 : 30) + random.nextDouble(-1, 1), again));
        }
        List<LearnedShifts.Row> asTheFirstSeesThem = more.stream()
                .map(row -> new LearnedShifts.Row(
                        row.key(), row.timestampMillis(), row.values(), row.adopted(), row.timestampMillis() >= second))
                .toList();
        LearnedShifts learned = learned(first, asTheFirstSeesThem, rows("b", 0, 1), rows("c", 0, 1));
        assertThat(learned.keys()).isEqualTo(1);
        assertThat(learned.shifts()).singleElement().satisfies(shift -> {
            assertThat(shift.fromMillis()).isEqualTo(second);
            assertThat(shift.of(global()).apply(0, -40)).isCloseTo(0, within(1f));
        });
        assertThat(learned.isLeft("a", SHIFT_AT)).isTrue();
        assertThat(learned.isLeft("a", SHIFT_AT - 1)).isFalse();
        assertThat(learned.isLeft("a", second)).isFalse();
        assertThat(learned.isLeft("b", SHIFT_AT)).isFalse();
    }

    @Test
    void whatAKeyDidBeforeItsKnownShiftBringsNoneBack() {
        KeyShift known = new KeyShift("a", 1_000, new double[] {10, 5}, new double[] {30, 5}, new double[] {1, 1});
        LearnedShifts learned = learned(List.of(known), rows("a", -40, 1), rows("b", 0, 1), rows("c", 0, 1));
        assertThat(learned.keys()).isZero();
        assertThat(learned.shifts()).containsExactly(known);
    }

    @Test
    void aFeatureThatStoodStillMayStandElsewhere() {
        Standardizer still = Standardizer.fit(List.of(new double[] {1}, new double[] {1}), 1);
        KeyShift shift = new KeyShift("a", 0, new double[] {1}, new double[] {2}, new double[] {3});
        assertThat(shift.of(still).apply(0, 2)).isZero();
        assertThat(shift.of(still).apply(0, 1)).isNotZero();
    }

    @Test
    void thereAreNoMoreShiftsThanThereIsRoomFor() {
        List<LearnedShifts.Row> rows = new ArrayList<>();
        for (int k = 0; k < 3 * LearnedShifts.MOST; k++) {
            rows.add(row("k" + k, k, 40, k % 3 == 0));
        }
        KeyShift old = new KeyShift("old", -1, new double[2], new double[2], new double[] {1, 1});
        LearnedShifts learned = learned(List.of(old), rows);
        assertThat(learned.keys()).isEqualTo(LearnedShifts.MOST);
        assertThat(learned.shifts()).hasSize(LearnedShifts.MOST).doesNotContain(old);
    }

    @Test
    void factorsAndLevelsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new KeyShift("a", 0, new double[1], new double[1], new double[] {0.5}))
                .hasMessageContaining("at least 1 but one is 0.5");
        assertThatThrownBy(() -> new KeyShift("a", 0, new double[1], new double[] {Double.NaN}, new double[] {1}))
                .hasMessageContaining("must be finite");
        assertThatThrownBy(() -> new KeyShift("a", 0, new double[1], new double[2], new double[] {1}))
                .hasMessageContaining("2 levels");
    }
}
