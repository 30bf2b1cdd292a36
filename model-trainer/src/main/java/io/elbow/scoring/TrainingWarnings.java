// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import io.elbow.data.CounterColumns;
import io.elbow.data.Dataset;
import io.elbow.features.StillFeatures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Checks a table for what deserves a second look before a model is trained on it. Each warning is one line with what to
 * do. The cost is limited: if there are many rows, correlations are computed over a part of them.
 */
public final class TrainingWarnings {
    /**
     * If an anomaly's value lies above (or below) a normal row's with at least this chance, the feature gives the label
     * away.
     */
    static final double LEAKS = 0.9999;

    /** Two columns with at least this squared correlation are the same. */
    static final double REPEATS = 1 - 1e-7;

    private static final int LEAST_LABELLED = 5;
    private static final int MOST_LABELLED = 5_000;
    private static final int MOST_PAIRED_FEATURES = 2_000;
    private static final int SHOWN = 5;

    private final Dataset dataset;
    private final List<String> features;
    private final List<Dataset.Row> normal = new ArrayList<>();
    private final List<Dataset.Row> labelled = new ArrayList<>();

    private TrainingWarnings(Dataset dataset, Set<Long> breaks) {
        this.dataset = dataset;
        this.features = dataset.features();
        for (Dataset.Row row : dataset.rows()) {
            boolean anomalous = row.anomalous() && !breaks.contains(row.number());
            (anomalous ? labelled : normal).add(row);
        }
    }

    /**
     * Checks a table.
     *
     * @param breaks numbers of rows that are marked anomalous although nobody labelled them
     */
    public static List<String> of(Dataset dataset, Set<Long> breaks) {
        TrainingWarnings warnings = new TrainingWarnings(dataset, breaks);
        List<String> lines = new ArrayList<>();
        List<Integer> varying = warnings.constant(lines);
        warnings.repeated(varying, lines);
        warnings.leaking(lines);
        warnings.rising(varying, lines);
        warnings.late(lines);
        return lines;
    }

    private void late(List<String> lines) {
        Map<String, Long> newest = new HashMap<>();
        long late = 0;
        for (Dataset.Row row : dataset.rows()) {
            boolean isTimed = !row.timestamp().isEmpty();
            if (isTimed && newest.merge(row.key(), row.timestampMillis(), Math::max) > row.timestampMillis()) {
                late++;
            }
        }
        if (late > 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%,d of %,d rows are older than one before of their key and are left out, as the job would do; sort"
                            + " by time, key by key, what is not sorted, and read nothing twice",
                    late,
                    dataset.rows().size()));
        }
    }

    /** Returns the features that are not constant. */
    private List<Integer> constant(List<String> lines) {
        List<Integer> varying = new ArrayList<>();
        List<String> constant = new ArrayList<>();
        List<String> empty = new ArrayList<>();
        for (int f = 0; f < features.size(); f++) {
            double least = Double.POSITIVE_INFINITY;
            double most = Double.NEGATIVE_INFINITY;
            for (Dataset.Row row : normal) {
                double value = row.values()[f];
                if (!Double.isNaN(value)) {
                    least = Math.min(least, value);
                    most = Math.max(most, value);
                }
            }
            if (least > most) {
                empty.add(features.get(f));
            } else if (StillFeatures.isRounding(most - least, Math.max(Math.abs(least), Math.abs(most)))) {
                constant.add(features.get(f));
            } else {
                varying.add(f);
            }
        }
        if (!constant.isEmpty()) {
            lines.add("the same value in every training row: " + shown(constant) + "; any other value will look"
                    + " anomalous, however little it differs, so leave such columns out with --exclude where that is not"
                    + " meant");
        }
        if (!empty.isEmpty()) {
            lines.add("no value in any training row: " + shown(empty) + "; leave such columns out with --exclude");
        }
        return varying;
    }

    private void repeated(List<Integer> varying, List<String> lines) {
        if (varying.size() < 2 || varying.size() > MOST_PAIRED_FEATURES || normal.size() < 3) {
            return;
        }
        float[][] columns = new Columns(normal, varying).standardised();
        List<String> pairs = new ArrayList<>();
        boolean[] repeats = new boolean[columns.length];
        for (int i = 0; i < columns.length; i++) {
            for (int j = i + 1; j < columns.length && !repeats[i]; j++) {
                double correlation = repeats[j] ? 0 : Columns.dot(columns[i], columns[j]);
                if (correlation * correlation > REPEATS) {
                    repeats[j] = true;
                    pairs.add(features.get(varying.get(j))
                            + (correlation > 0 ? " = " : " = - ")
                            + features.get(varying.get(i)));
                }
            }
        }
        if (!pairs.isEmpty()) {
            lines.add("columns that repeat another up to scale: " + shown(pairs) + "; what strikes one counts twice, so"
                    + " leave the copies out with --exclude");
        }
    }

    private void leaking(List<String> lines) {
        List<Dataset.Row> anomalies = Columns.spread(labelled, MOST_LABELLED);
        List<Dataset.Row> others = Columns.spread(normal, MOST_LABELLED);
        List<String> leaking = new ArrayList<>();
        for (int f = 0; f < features.size(); f++) {
            double auroc = auroc(anomalies, others, f);
            if (auroc >= LEAKS || auroc <= 1 - LEAKS) {
                leaking.add(String.format(Locale.ROOT, "%s (AUROC %.4f)", features.get(f), Math.max(auroc, 1 - auroc)));
            }
        }
        if (!leaking.isEmpty()) {
            lines.add("columns that give the label away by themselves: " + shown(leaking)
                    + "; where they are made from the label"
                    + " or known only after it, leave them out with --exclude");
        }
    }

    /** The AUROC of a feature; one half if there are too few labelled values to say. */
    private static double auroc(List<Dataset.Row> anomalies, List<Dataset.Row> others, int feature) {
        double[] above = values(anomalies, feature);
        double[] below = values(others, feature);
        if (above.length < LEAST_LABELLED || below.length < LEAST_LABELLED) {
            return 0.5;
        }
        double[] all = new double[above.length + below.length];
        boolean[] labels = new boolean[all.length];
        System.arraycopy(above, 0, all, 0, above.length);
        System.arraycopy(below, 0, all, above.length, below.length);
        Arrays.fill(labels, 0, above.length, true);
        return Ranking.auroc(all, labels);
    }

    private static double[] values(List<Dataset.Row> rows, int feature) {
        return rows.stream()
                .mapToDouble(row -> row.values()[feature])
                .filter(value -> !Double.isNaN(value))
                .toArray();
    }

    private void rising(List<Integer> varying, List<String> lines) {
        int[] plain = varying.stream()
                .filter(feature -> dataset.sources().get(feature).isPlain())
                .mapToInt(Integer::intValue)
                .toArray();
        CounterColumns columns =
                new CounterColumns(Arrays.stream(plain).mapToObj(features::get).toList());
        for (Dataset.Row row : dataset.rows()) {
            double[] values = Arrays.stream(plain)
                    .mapToDouble(feature -> row.values()[feature])
                    .toArray();
            if (!columns.take(row.key(), values)) {
                break;
            }
        }
        List<String> identifiers = columns.identifiers();
        if (!identifiers.isEmpty()) {
            lines.add("columns that rise from row to row, as identifiers and times do: " + shown(identifiers)
                    + "; what comes later lies outside all that was learnt, so leave them out with --exclude"
                    + " (or name the event time with --timestamp)");
        }
        List<String> counters = columns.counters();
        if (!counters.isEmpty()) {
            lines.add("columns that only grow, as counters do: " + shown(counters) + "; what comes later lies outside"
                    + " all that was learnt, so learn how fast they grow: in the yaml of --config write "
                    + CounterAdvice.line(dataset, counters));
        }
    }

    private static String shown(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
        return names.size() > SHOWN ? first + " and " + (names.size() - SHOWN) + " more" : first;
    }
}
