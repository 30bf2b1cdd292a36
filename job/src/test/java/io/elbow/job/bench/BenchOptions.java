// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.bench;

import io.elbow.config.BadInputException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;

/**
 * What to measure, and how long. Each option is a system property {@code bench.<name>}; a blank one counts as absent.
 *
 * @param quick less of everything, to see that it works
 * @param parts {@code bench.only}, a comma-separated list; all by default
 * @param forks JVMs that each JMH benchmark is measured in, one after the other; 0: this one
 * @param iteration of JMH
 * @param rounds of the pipeline and the metering benchmark, and windows of the latency benchmark
 * @param records of a pipeline round
 * @param keys that the records belong to
 * @param parallelism of the job
 * @param rate records/s of the latency benchmark
 * @param window in which latencies are taken together
 * @param out the JSON file
 */
record BenchOptions(
        boolean quick,
        Set<Part> parts,
        int forks,
        Duration iteration,
        int rounds,
        int records,
        int keys,
        int parallelism,
        int rate,
        Duration window,
        Path out) {
    /** What can be left out. */
    enum Part {
        SCORERS,
        PARSER,
        PIPELINE,
        LATENCY,
        /** What fits cost the stream. */
        REFRESH,
        /** What the meters cost the stream. */
        METERING
    }

    static BenchOptions of(Properties properties) {
        Reader read = new Reader(properties);
        boolean quick = read.isOn("quick");
        return new BenchOptions(
                quick,
                read.parts(),
                read.number("forks", 1, 0),
                Duration.ofMillis(read.number("iteration-millis", quick ? 150 : 500, 1)),
                read.number("rounds", quick ? 2 : 7, 1),
                read.number("records", quick ? 20_000 : 100_000, 100),
                read.number("keys", 5_000, 1),
                read.number("parallelism", 2, 1),
                read.number("rate", 2_000, 1),
                Duration.ofMillis(read.number("window-millis", quick ? 1_000 : 2_000, 1)),
                Path.of(read.text("out", "target/bench/bench.json")));
    }

    boolean has(Part part) {
        return parts.contains(part);
    }

    /** JMH's measured iterations: at least two, for an error to exist. */
    int iterations() {
        return quick ? 3 : 5;
    }

    int warmUpIterations() {
        return quick ? 1 : 3;
    }

    private record Reader(Properties properties) {
        String text(String name, String absent) {
            String value = properties.getProperty("bench." + name, "").strip();
            return value.isEmpty() ? absent : value;
        }

        boolean isOn(String name) {
            String value = text(name, "false");
            if (!value.equals("true") && !value.equals("false")) {
                throw refused(name, value, "true or false");
            }
            return value.equals("true");
        }

        int number(String name, int absent, int least) {
            String value = text(name, Integer.toString(absent));
            try {
                int number = Integer.parseInt(value);
                if (number >= least) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // reported below
            }
            throw refused(name, value, "a whole number of at least " + least);
        }

        Set<Part> parts() {
            String value = text("only", "");
            if (value.isEmpty()) {
                return EnumSet.allOf(Part.class);
            }
            EnumSet<Part> parts = EnumSet.noneOf(Part.class);
            for (String word : value.split(",", -1)) {
                parts.add(Arrays.stream(Part.values())
                        .filter(part -> part.name().toLowerCase(Locale.ROOT).equals(word.strip()))
                        .findFirst()
                        .orElseThrow(() -> refused(
                                "only", value, "a list of scorers, parser, pipeline, latency, refresh, metering")));
            }
            return parts;
        }

        private static BadInputException refused(String name, String value, String expected) {
            return new BadInputException("-Dbench." + name + " must be " + expected + " but was '" + value + "'");
        }
    }
}
