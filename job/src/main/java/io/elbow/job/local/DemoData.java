// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import io.elbow.data.ColumnRoles;
import io.elbow.data.Dataset;
import io.elbow.data.Observation;
import io.elbow.data.TableReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The demo's data: one server's 38 metrics, a normal part and a labelled one; ORIGIN.md next to it says where from. */
final class DemoData {
    static final String KEY = "machine-1-7";
    private static final long START_MILLIS =
            Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    private static final long MINUTE_MILLIS = 60_000;

    private final Dataset train;
    private final Dataset test;

    private DemoData(Dataset train, Dataset test) {
        this.train = train;
        this.test = test;
    }

    static DemoData unpackInto(Path folder) {
        Path train = unpack("machine-1-7_train.csv.gz", folder);
        Path test = unpack("machine-1-7_test.csv.gz", folder);
        return new DemoData(
                timed(TableReader.read(train, ColumnRoles.NONE)),
                timed(TableReader.read(test, new ColumnRoles(null, null, "label", List.of()))));
    }

    static String resource(String name) {
        try (InputStream in = open(name)) {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the demo's " + name, e);
        }
    }

    private static InputStream open(String name) {
        InputStream in = DemoData.class.getResourceAsStream("/demo/" + name);
        if (in == null) {
            throw new IllegalStateException("the jar lacks the demo's " + name);
        }
        return in;
    }

    private static Path unpack(String name, Path folder) {
        Path file = folder.resolve(name);
        try (InputStream in = open(name)) {
            Files.copy(in, file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack the demo's data to " + file, e);
        }
    }

    /** The rows carry no times: one a minute, as they were sampled. */
    private static Dataset timed(Dataset dataset) {
        List<Dataset.Row> rows = new ArrayList<>();
        for (Dataset.Row row : dataset.rows()) {
            long millis = START_MILLIS + row.number() * MINUTE_MILLIS;
            rows.add(new Dataset.Row(
                    row.number(), KEY, Instant.ofEpochMilli(millis).toString(), millis, row.values(), row.anomalous()));
        }
        return new Dataset(dataset.source(), dataset.features(), rows, dataset.notes());
    }

    Dataset train() {
        return train;
    }

    List<String> features() {
        return test.features();
    }

    List<Observation> testObservations() {
        return test.rows().stream()
                .map(row -> new Observation(KEY, row.timestampMillis(), row.values()))
                .toList();
    }

    boolean[] testLabels() {
        boolean[] labels = new boolean[test.rows().size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = test.rows().get(i).anomalous();
        }
        return labels;
    }

    static int rowAt(long timestampMillis) {
        return (int) ((timestampMillis - START_MILLIS) / MINUTE_MILLIS);
    }
}
