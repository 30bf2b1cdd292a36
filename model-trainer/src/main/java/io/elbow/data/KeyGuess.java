// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Finds the columns that split a table's rows best into series. Names count only where the rows do not tell. A column
 * that holds one value alone splits nothing.
 */
final class KeyGuess {
    private static final Set<String> NAMES = Set.of("""
            key id name series host machine device sensor instance server node pod container ip vm asset equipment
            meter station site plant pump motor turbine vehicle robot room customer client tenant account user
            service unit entity object resource queue symbol""".split("\\s+"));

    /** What stands behind such a name, as in device_id. */
    private static final Pattern SUFFIX = Pattern.compile("(id|uuid|name|no|nr|num|number|key|code|address)$");

    /** With fewer rows chance decides how they split, and names are all there is. */
    private static final int FEWEST_ROWS = 20;

    private static final double FEWEST_ROWS_A_KEY = 3;
    private static final double LEAST_COVERAGE = 0.95;
    private static final int MOST_FIELDS = 3;
    private static final int MOST_FEATURES = 50;

    private final KeySplit.Rows rows;
    private final List<SampleColumn> all;
    private final List<SampleColumn> candidates;
    private final KeySplit unsplit;

    /**
     * Looks at rows.
     *
     * @param candidates columns that have no other role; features may be among them
     * @param features columns that change
     * @param time null: there is none, and the rows count as one apart
     */
    KeyGuess(List<SampleColumn> candidates, List<SampleColumn> features, TimeGuess time) {
        int count = candidates.isEmpty() ? 0 : candidates.get(0).cells().size();
        double[] times =
                time == null ? IntStream.range(0, count).asDoubleStream().toArray() : millis(time);
        List<double[]> ranks =
                features.stream().limit(MOST_FEATURES).map(SampleColumn::ranks).toList();
        this.rows = new KeySplit.Rows(count, times, ranks);
        this.all = List.copyOf(candidates);
        this.candidates = candidates.stream()
                .filter(column -> !column.isConstant() && !TextAdvice.isOfNumbers(column))
                .filter(column -> column.values().size() >= LEAST_COVERAGE * count)
                .filter(column -> 2 * column.distinct() <= column.values().size())
                .toList();
        this.unsplit = KeySplit.of(rows, List.of());
    }

    /** Whether a column is called as keys are. */
    static boolean isNamed(SampleColumn column) {
        String name = column.plainName();
        return NAMES.contains(name) || NAMES.contains(SUFFIX.matcher(name).replaceFirst(""));
    }

    /**
     * The columns of the key; none: the rows are one series, or nothing tells.
     *
     * @param first columns that are part of the key in any case
     */
    List<SampleColumn> columns(List<SampleColumn> first) {
        List<SampleColumn> key = new ArrayList<>(first);
        if (key.isEmpty()) {
            Optional<SampleColumn> best = rows.count() < FEWEST_ROWS ? byName() : bySplit();
            best.ifPresent(key::add);
        }
        while (!key.isEmpty() && key.size() < MOST_FIELDS && rows.count() >= FEWEST_ROWS) {
            Optional<SampleColumn> next = refining(key);
            if (next.isEmpty()) {
                break;
            }
            key.add(next.get());
        }
        return key;
    }

    /** A column with a key's name that splits nothing, for records of one thing alone; none: there is none. */
    List<SampleColumn> constant() {
        return all.stream()
                .filter(column -> column.isConstant()
                        && isNamed(column)
                        && !column.plainName().equals("name"))
                .limit(1)
                .toList();
    }

    private Optional<SampleColumn> byName() {
        return candidates.stream()
                .filter(KeyGuess::isNamed)
                .findFirst()
                .or(() -> candidates.stream()
                        .filter(column -> !column.holdsNumbers())
                        .findFirst());
    }

    private Optional<SampleColumn> bySplit() {
        Function<SampleColumn, KeySplit> split = column -> KeySplit.of(rows, List.of(column));
        return candidates.stream()
                .filter(column -> isAccepted(column, split.apply(column)))
                .min(Comparator.comparingDouble(
                        column -> split.apply(column).fault() - (isNamed(column) ? KeySplit.BETTER / 2 : 0)));
    }

    private boolean isAccepted(SampleColumn column, KeySplit split) {
        if (isNamed(column)) {
            return split.fault() <= unsplit.fault() + KeySplit.BETTER / 2;
        }
        // A number is a key only where it takes rows of one time apart: else a feature of few values would be one.
        boolean mayBe = !column.holdsNumbers() || (unsplit.clashes() >= 0.3 && split.clashes() <= 0.05);
        return mayBe && split.rowsAKey() >= FEWEST_ROWS_A_KEY && unsplit.isMixedOf(split, false);
    }

    /** The column that, added to the key, takes most series apart that the key alone mixes. */
    private Optional<SampleColumn> refining(List<SampleColumn> key) {
        KeySplit now = KeySplit.of(rows, key);
        return candidates.stream()
                .filter(column -> !key.contains(column))
                .filter(column -> !column.holdsNumbers() || isNamed(column))
                .filter(column -> {
                    KeySplit finer = KeySplit.of(rows, with(key, column));
                    return finer.rowsAKey() >= FEWEST_ROWS_A_KEY && now.isMixedOf(finer, isNamed(column));
                })
                .min(Comparator.comparingDouble(
                        column -> KeySplit.of(rows, with(key, column)).fault()));
    }

    private static List<SampleColumn> with(List<SampleColumn> key, SampleColumn column) {
        List<SampleColumn> more = new ArrayList<>(key);
        more.add(column);
        return more;
    }

    private static double[] millis(TimeGuess time) {
        return time.column().cells().stream()
                .mapToDouble(cell -> cell.isEmpty() ? Double.NaN : EventTime.ofCell(cell, time.unit()))
                .toArray();
    }
}
