// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Where training rows come from and what their columns mean. */
final class InputOptions {
    @Option(
            names = "--input",
            arity = "1..*",
            paramLabel = "FILE",
            description = "CSV, plain or gzip; separated by comma, semicolon or tab.")
    List<Path> files = new ArrayList<>();

    @Option(names = "--from-kafka", description = "Read the records topic of --config instead of files.")
    boolean fromKafka;

    @Option(
            names = "--since",
            paramLabel = "DURATION",
            description = "How far back to read the topic, such as 7d or 12h.")
    String since;

    @Option(names = "--key", paramLabel = "COL", description = "Column of the series' key.")
    String key;

    @Option(names = "--timestamp", paramLabel = "COL", description = "Column of the event time.")
    String timestamp;

    @Option(names = "--label", paramLabel = "COL", description = "Column whose non-zero rows are left out.")
    String label;

    @Option(
            names = "--features",
            split = ",",
            paramLabel = "COL",
            description = "Feature columns; default: every numeric column that has no other role.")
    List<String> features = new ArrayList<>();

    @Option(names = "--shingle", paramLabel = "N|auto", description = "Rows scored together (default: 1).")
    String shingle;
}
