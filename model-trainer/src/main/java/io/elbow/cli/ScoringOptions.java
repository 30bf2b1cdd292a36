// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.ModelStore;
import io.elbow.config.BadInputException;
import io.elbow.data.ColumnRoles;
import io.elbow.data.Dataset;
import io.elbow.data.TableReader;
import io.elbow.scoring.BatchScoring;
import io.elbow.scoring.Scorer;
import io.elbow.vae.VaeScorer;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What {@code score} and {@code evaluate} share: a model, a table, and how to read it. */
final class ScoringOptions {
    @Option(names = "--model", required = true, paramLabel = "MODEL", description = "The artifact.")
    private Path model;

    @Option(names = "--input", required = true, paramLabel = "FILE", description = "CSV, plain or gzip.")
    private Path input;

    @Option(names = "--key", paramLabel = "COL", description = "Column of the series' key (default: the model's).")
    private String key;

    @Option(names = "--timestamp", paramLabel = "COL", description = "Column of the event time (default: the model's).")
    private String timestamp;

    @Option(names = "--alert-rate", paramLabel = "P", description = "Rate of the verdict (default: the model's).")
    private Double alertRate;

    /** A model, rows in its feature order, and the scorer to close. */
    record Opened(ModelArtifact artifact, Dataset dataset, Scorer scorer, BatchScoring scoring)
            implements AutoCloseable {
        @Override
        public void close() {
            scorer.close();
        }
    }

    /** @param label the label's column, or null */
    Opened open(String label, PrintWriter notes) {
        ModelArtifact artifact = ModelStore.load(model);
        Manifest manifest = artifact.manifest();
        ColumnRoles roles = new ColumnRoles(
                key == null ? manifest.keyColumn() : key,
                timestamp == null ? manifest.timestampColumn() : timestamp,
                label,
                manifest.featureNames());
        Dataset dataset = TableReader.read(input, roles);
        dataset.notes().forEach(note -> notes.println("note: " + note));
        double rate = alertRate == null ? manifest.alertRate() : alertRate;
        if (!(rate > 0 && rate <= 1)) {
            throw new BadInputException("--alert-rate must be in (0, 1] but was " + rate);
        }
        Scorer scorer = new VaeScorer(manifest.spec(), artifact.tensors());
        return new Opened(artifact, dataset, scorer, new BatchScoring(manifest, scorer, rate, null));
    }
}
