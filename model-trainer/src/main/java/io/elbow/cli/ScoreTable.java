// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.elbow.data.Dataset;
import io.elbow.data.Numbers;
import io.elbow.features.Standardizer;
import io.elbow.scoring.TableSink;
import io.elbow.scoring.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Writes verdicts as CSV, a line a row; a late row's verdict is empty. Counts them on the way. */
final class ScoreTable implements TableSink, AutoCloseable {
    private static final List<String> ROW = List.of("row", "key", "timestamp");
    private static final List<String> VERDICT = List.of("score", "reconstruction", "kl", "p_value", "anomaly");

    private final CsvWriter csv;
    private final boolean attributions;
    private final boolean smooths;
    private long scored;
    private long late;
    private long anomalies;

    /**
     * Writes the header.
     *
     * @param attributions also a column {@code nats_<feature>} each, adding up to reconstruction
     * @param smooths also a last column, the running average
     */
    ScoreTable(Path file, List<String> features, boolean attributions, boolean smooths) throws IOException {
        csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(file);
        this.attributions = attributions;
        this.smooths = smooths;
        List<String> header = new ArrayList<>(ROW);
        header.addAll(VERDICT);
        if (attributions) {
            features.forEach(feature -> header.add("nats_" + feature));
        }
        if (smooths) {
            header.add("smoothed");
        }
        csv.writeRecord(header);
    }

    @Override
    public void scored(Dataset.Row row, Verdict verdict, double[] featureNats, Standardizer by) {
        scored++;
        anomalies += verdict.anomaly() ? 1 : 0;
        List<String> cells = cells(row);
        cells.add(Numbers.nineDigits(verdict.score()));
        cells.add(Numbers.nineDigits(verdict.reconstruction()));
        cells.add(Numbers.nineDigits(verdict.kl()));
        cells.add(Numbers.nineDigits(verdict.pValue()));
        cells.add(Boolean.toString(verdict.anomaly()));
        if (attributions) {
            for (double nats : featureNats) {
                cells.add(Numbers.nineDigits(nats));
            }
        }
        if (smooths) {
            cells.add(Numbers.nineDigits(verdict.smoothed()));
        }
        csv.writeRecord(cells);
    }

    @Override
    public void late(Dataset.Row row) {
        late++;
        List<String> cells = cells(row);
        int columns = VERDICT.size() + (attributions ? row.values().length : 0) + (smooths ? 1 : 0);
        cells.addAll(Collections.nCopies(columns, ""));
        csv.writeRecord(cells);
    }

    private static List<String> cells(Dataset.Row row) {
        return new ArrayList<>(List.of(Long.toString(row.number()), row.key(), row.timestamp()));
    }

    long scored() {
        return scored;
    }

    long late() {
        return late;
    }

    long anomalies() {
        return anomalies;
    }

    @Override
    public void close() throws IOException {
        csv.close();
    }
}
