// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.config.RefreshOptions;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.data.Dataset;
import io.elbow.scoring.Judge;
import io.elbow.scoring.Scorer;
import io.elbow.scoring.TailCalibration;
import io.elbow.scoring.TrainingWarnings;
import io.elbow.stream.BatchScoring;
import io.elbow.stream.SuspectRows;
import io.elbow.vae.Scorers;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Warnings of {@code train}: printed to standard error as they arise, and kept for {@code --json}. */
final class TrainWarnings {
    private final PrintWriter err;
    private final List<String> lines = new ArrayList<>();

    TrainWarnings(PrintWriter err) {
        this.err = err;
    }

    /** Before the fit, on the rows alone. */
    void ofData(TrainingInput.Read read) {
        TrainingWarnings.of(read.dataset(), read.breaks()).forEach(this::add);
    }

    /**
     * After the fit, on what the model makes of the rows.
     *
     * @param gap event time after which a shingle starts anew; null: never
     * @param refresh whose guard holds
     */
    void ofModel(ModelArtifact artifact, TrainingInput.Read read, Duration gap, RefreshOptions refresh) {
        Manifest manifest = artifact.manifest();
        threshold(manifest);
        try (Scorer scorer = Scorers.create(manifest.spec(), artifact.tensors(), ScorerChoice.PYTORCH)) {
            SuspectRows suspects = SuspectRows.of(
                    read.dataset(),
                    manifest.spec().inputDim(),
                    () -> new BatchScoring(
                            manifest, scorer, Judge.of(manifest, manifest.alertRate(), refresh.guard()), gap));
            if (suspects.found() > 0) {
                add(text(suspects, read));
            }
        }
    }

    private void threshold(Manifest manifest) {
        long rows = manifest.summary().calibrationRows();
        double rate = manifest.alertRate();
        TailCalibration calibration = manifest.calibration();
        boolean guessed = calibration.tail().isGuessed();
        String remedy = "; give more rows, or a higher --alert-rate";
        if (calibration.threshold(rate) == Double.POSITIVE_INFINITY) {
            add(String.format(
                    Locale.ROOT,
                    "%d rows to calibrate on are too few for any score to reach a rate of %s, so nothing would alert"
                            + remedy,
                    rows,
                    rate));
        } else if (rows * rate < 1) {
            add(String.format(
                    Locale.ROOT,
                    "%d rows to calibrate on are fewer than the %.0f that show one alert at a rate of %s: the threshold"
                            + " is an extrapolation%s" + remedy,
                    rows,
                    Math.ceil(1 / rate),
                    rate,
                    guessed
                            ? ", and a cautious guess because scores tie ("
                                    + calibration.tail().reason() + ")"
                            : ""));
        }
    }

    private static String text(SuspectRows suspects, TrainingInput.Read read) {
        return String.format(
                Locale.ROOT,
                "%d of %d training rows looked at (%.2g %%) look anomalous, such as %s; label them (--label), correct or"
                        + " remove them where they are",
                suspects.found(),
                suspects.looked(),
                100.0 * suspects.found() / suspects.looked(),
                suspects.worst().stream().map(suspect -> place(suspect, read)).collect(Collectors.joining("; ")));
    }

    private static String place(SuspectRows.Suspect suspect, TrainingInput.Read read) {
        Dataset.Row row = suspect.row();
        return read.place().apply(row.number()) + String.format(Locale.ROOT, " (score %.1f)", suspect.score());
    }

    private void add(String line) {
        lines.add(line);
        err.println("warning: " + line);
        err.flush();
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
