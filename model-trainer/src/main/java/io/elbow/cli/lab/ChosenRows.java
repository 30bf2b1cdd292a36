// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli.lab;

import io.elbow.artifact.Manifest;
import io.elbow.config.BadInputException;
import io.elbow.config.FeatureSource;
import io.elbow.config.FeatureSources;
import io.elbow.config.JoinedText;
import io.elbow.data.ColumnRoles;
import io.elbow.data.Dataset;
import io.elbow.data.TableReader;
import io.elbow.features.ConditionReader;
import io.elbow.features.Conditions;
import io.elbow.features.RowDerivation;
import java.nio.file.Path;
import java.util.List;

/** Single rows of a table, with the rows of their shingle before them. */
final class ChosenRows {
    private final Path file;
    private final Manifest manifest;
    private final Dataset dataset;
    private final ConditionReader conditions;

    ChosenRows(Path file, Manifest manifest) {
        this.file = file;
        this.manifest = manifest;
        List<String> header = TableReader.columns(file);
        String key = JoinedText.areIn(manifest.keyColumn(), header) ? manifest.keyColumn() : null;
        Conditions known = manifest.conditions();
        List<FeatureSource> sources = manifest.sources();
        boolean timed = !known.calendar().isEmpty() || manifest.derivation().needsTime();
        String time = timed ? manifest.timestampColumn() : null;
        ColumnRoles roles = new ColumnRoles(key, time, null, FeatureSources.fields(sources), known.columnNames());
        dataset = RowDerivation.over(TableReader.read(file, roles.withTimestampUnit(manifest.unitOf(time))), sources);
        conditions = new ConditionReader(known, dataset.conditions());
    }

    /** The condition of a row, [conditionDim]; NaN: unseen. */
    float[] condition(int row) {
        float[] condition = new float[conditions.dim()];
        Dataset.Row chosen = dataset.rows().get(row);
        conditions.encode(chosen.conditions(), chosen.timestampMillis(), condition, 0);
        return condition;
    }

    int count() {
        return dataset.rows().size();
    }

    /**
     * The shingle that ends in a row, [inputDim], in the data's units.
     *
     * @throws BadInputException where there is no such row, or not enough of its key before it
     */
    double[] shingle(int row) {
        if (row < 0 || row >= count()) {
            throw new BadInputException(
                    file + " has the rows 0 to " + (count() - 1) + ", but row " + row + " is asked for");
        }
        int length = manifest.spec().shingleLength();
        int features = manifest.spec().features();
        String key = dataset.rows().get(row).key();
        double[] shingle = new double[length * features];
        int at = row;
        for (int r = length - 1; r >= 0; r--) {
            while (at >= 0 && !dataset.rows().get(at).key().equals(key)) {
                at--;
            }
            if (at < 0) {
                throw new BadInputException("row " + row + " of " + file + " has fewer than " + length
                        + " rows of its key up to it; choose a later one");
            }
            System.arraycopy(dataset.rows().get(at--).values(), 0, shingle, r * features, features);
        }
        return shingle;
    }
}
