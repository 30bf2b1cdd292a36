// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code mvn -Pmeasure}: measures the quality of the defaults, which takes from minutes to an hour, and prints tables.
 * Where a figure is promised, one that breaks the promise is an error.
 */
public final class MeasureMain {
    private static final String FORMULA = "promise-formula";

    private interface Measurement {
        void run() throws IOException;
    }

    private MeasureMain() {}

    /**
     * Options are system properties: {@code measure.only}, names of measurements with commas between;
     * {@code measure.data}, a folder of labelled sets; {@code measure.seeds}, fits of each set.
     */
    public static void main(String[] arguments) throws IOException {
        String data = System.getProperty("measure.data", "");
        int seeds = Integer.getInteger("measure.seeds", 3);
        Path folder = Files.createTempDirectory("elbow-measure");
        try {
            Map<String, Measurement> all = measurements(folder, data.isEmpty() ? null : Path.of(data), seeds);
            for (String name : chosen(System.getProperty("measure.only", ""), all, data.isEmpty())) {
                all.get(name).run();
            }
        } catch (IllegalArgumentException e) {
            System.err.println("error: " + e.getMessage());
            System.exit(2);
        } finally {
            delete(folder);
        }
    }

    private static Map<String, Measurement> measurements(Path folder, Path data, int seeds) {
        QualityTable quality = new QualityTable(folder, data, seeds);
        RobustnessTable robustness = new RobustnessTable(folder, data, seeds);
        PromiseTable promise = new PromiseTable(folder, data, seeds);
        Map<String, Measurement> all = new LinkedHashMap<>();
        all.put("quality-points", quality::points);
        all.put("quality-series", quality::series);
        all.put("gaps", robustness::gaps);
        all.put("contamination", robustness::contamination);
        all.put(FORMULA, promise::exchangeableRowsMadeByAFormula);
        all.put("promise-points", promise::normalTestRowsOfPoints);
        all.put("promise-servers", promise::aLaterPartOfEachServer);
        return all;
    }

    /** @param named comma-separated; empty: all that there is data for */
    private static List<String> chosen(String named, Map<String, Measurement> all, boolean withoutData) {
        List<String> names = new ArrayList<>(named.isEmpty() ? all.keySet() : List.of(named.split(",", -1)));
        if (named.isEmpty() && withoutData) {
            names.retainAll(List.of(FORMULA));
        }
        for (String name : names) {
            if (!all.containsKey(name)) {
                throw new IllegalArgumentException(
                        "measure.only names " + all.keySet() + ", with commas between, but was " + named);
            }
            if (withoutData && !name.equals(FORMULA)) {
                throw new IllegalArgumentException(name + " needs a folder of labelled sets: -Dmeasure.data=DIR");
            }
        }
        return names;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
