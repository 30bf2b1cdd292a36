// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import io.elbow.artifact.Manifest;
import io.elbow.scoring.Evaluation.Promise;
import io.elbow.scoring.Evaluation.Scored;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Compares how many normal rows are flagged with how many were promised, with confidence intervals.
 *
 * @param method {@link #EXACT} or {@link #BOOTSTRAP}
 * @param blockLength number of rows that the bootstrap draws together; 0: there is no bootstrap
 */
public record CalibrationTable(List<Line> lines, String method, int blockLength) {
    /** The method for points. */
    public static final String EXACT = "clopper-pearson";

    /** The method for series. */
    public static final String BOOTSTRAP = "block-bootstrap";

    private static final long SEED = 1;

    /**
     * The result for one promised rate.
     *
     * @param interval of the actual rate
     * @param quantileFlagged normal rows above the plain empirical quantile of the held-back scores, without a tail
     */
    public record Line(Promise promise, RateInterval interval, int quantileFlagged) {
        /** Share of the normal rows that were flagged. */
        public double actual() {
            return (double) promise.flagged() / promise.normalRows();
        }

        /** Share of the normal rows above the plain empirical quantile. */
        public double ofQuantile() {
            return (double) quantileFlagged / promise.normalRows();
        }
    }

    /** Makes the table of an evaluation's normal rows, at the usual rates and the detector's own. */
    public static CalibrationTable of(Evaluation evaluation, Manifest manifest, double alertRate) {
        List<Scored> normal = normalByKey(evaluation);
        int block = manifest.series() ? RateInterval.blockLength(normal.size()) : 0;
        boolean smoothed = manifest.smoothing().judged();
        List<Line> lines = new ArrayList<>();
        for (Promise promise : evaluation.promises(alertRate)) {
            double quantile = manifest.calibration().empiricalQuantile(promise.rate());
            boolean[] above = flags(normal, scored -> judged(scored, smoothed) > quantile);
            boolean[] flagged = flags(normal, scored -> scored.verdict().pValue() <= promise.rate());
            RateInterval interval = block == 0
                    ? RateInterval.exact(promise.flagged(), promise.normalRows())
                    : RateInterval.blockBootstrap(flagged, block, SEED);
            lines.add(new Line(promise, interval, count(above)));
        }
        return new CalibrationTable(lines, block == 0 ? EXACT : BOOTSTRAP, block);
    }

    private static double judged(Scored scored, boolean smoothed) {
        return smoothed ? scored.verdict().smoothed() : scored.verdict().score();
    }

    /** The normal rows, ordered by key, so that a burst of flags belongs to one key. */
    private static List<Scored> normalByKey(Evaluation evaluation) {
        Map<String, List<Scored>> byKey = new LinkedHashMap<>();
        evaluation.rows().stream()
                .filter(scored -> !scored.row().anomalous())
                .forEach(scored -> byKey.computeIfAbsent(scored.row().key(), key -> new ArrayList<>())
                        .add(scored));
        return byKey.values().stream().flatMap(List::stream).toList();
    }

    private static boolean[] flags(List<Scored> rows, Predicate<Scored> flagged) {
        boolean[] flags = new boolean[rows.size()];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = flagged.test(rows.get(i));
        }
        return flags;
    }

    private static int count(boolean[] flags) {
        int count = 0;
        for (boolean flag : flags) {
            count += flag ? 1 : 0;
        }
        return count;
    }
}
