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
            description = "CSV (separated by comma, semicolon or tab) or JSON lines, plain or gzip; a directory stands"
                    + " for the tables in it; several files are one data set.")
    List<Path> files = new ArrayList<>();

    @Option(names = "--from-kafka", description = "Read the records topic of --config back, instead of files.")
    boolean fromKafka;

    @Option(names = "--since", paramLabel = "SPAN", description = "How far back to read the topic, such as 7d or 12h.")
    String since;

    @Option(
            names = "--key",
            paramLabel = "COL",
            description = "Column of the series' key, or several as in name,instance (default: record.key of --config,"
                    + " where there is one).")
    String key;

    @Option(
            names = "--timestamp",
            paramLabel = "COL",
            description = "Column of the event time (default: record.timestamp of --config, likewise).")
    String timestamp;

    @Option(
            names = "--label",
            paramLabel = "COL",
            description = "Column that marks anomalies: rows where it is not 0 are left out.")
    String label;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description =
                    "IDX labels of --input images, for --condition label (default: the labels file next to" + " them).")
    Path imageLabels;

    @Option(
            names = "--features",
            split = ",",
            paramLabel = "COL",
            description = "Feature columns, or fields of the topic's records (default: record.features of --config,"
                    + " else every numeric one without another role); * stands for any text, as in 'cpu.*'.")
    List<String> features = new ArrayList<>();

    @Option(
            names = "--exclude",
            split = ",",
            paramLabel = "COL",
            description = "Columns, or fields of the topic's records, that are no features; * stands for any text.")
    List<String> exclude = new ArrayList<>();

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            description =
                    "Memory for the rows, such as 500MB or 4GB (default: two fifths of the heap); of more rows, of"
                            + " files or the topic, a sample is kept, drawn by --seed.")
    String memory;

    @Option(
            names = "--shingle",
            paramLabel = "N|auto",
            description = "Rows of a series that are scored together (default: 1).")
    String shingle;
}
