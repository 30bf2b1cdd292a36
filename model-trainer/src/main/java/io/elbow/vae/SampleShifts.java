// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.features.KeptSample;
import io.elbow.features.LearnedShifts;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Which lasting shifts a refresh learns, by what a job kept of them. */
final class SampleShifts {
    private SampleShifts() {}

    /**
     * Decides whose the shifts among samples are.
     *
     * @param conditions that the samples carry, in order
     */
    static LearnedShifts of(
            ModelArtifact champion, List<? extends KeptSample> learned, List<String> conditions, double alertRate) {
        Manifest manifest = champion.manifest();
        int[] adopted = IntStream.range(0, learned.size())
                .filter(i -> learned.get(i).anomaly())
                .toArray();
        if (manifest.perKey() != null || adopted.length == 0) {
            return LearnedShifts.unchanged(manifest.shifts());
        }
        double[] pValues = SampleScores.of(champion, new SampleRows(manifest, conditions, learned, adopted), alertRate)
                .pValues();
        boolean[] flagged = new boolean[learned.size()];
        for (int i = 0; i < adopted.length; i++) {
            flagged[adopted[i]] = pValues[i] <= alertRate;
        }
        int features = manifest.spec().features();
        List<LearnedShifts.Row> rows = IntStream.range(0, flagged.length)
                .mapToObj(i -> row(learned.get(i), features, flagged[i]))
                .toList();
        return LearnedShifts.of(rows, manifest.shifts(), manifest.scaler());
    }

    private static LearnedShifts.Row row(KeptSample sample, int features, boolean flagged) {
        double[] rows = sample.rows();
        double[] newest = Arrays.copyOfRange(rows, rows.length - features, rows.length);
        return new LearnedShifts.Row(sample.key(), sample.timestampMillis(), newest, sample.anomaly(), flagged);
    }

    /** The samples without those of levels that their keys have left. */
    static List<? extends KeptSample> kept(LearnedShifts shifts, List<? extends KeptSample> learned) {
        return shifts.replacedFrom().isEmpty()
                ? learned
                : learned.stream()
                        .filter(sample -> !shifts.isLeft(sample.key(), sample.timestampMillis()))
                        .toList();
    }
}
