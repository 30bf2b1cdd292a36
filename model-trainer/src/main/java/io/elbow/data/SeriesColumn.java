// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import io.elbow.config.BadInputException;
import io.elbow.config.JoinedText;
import io.elbow.config.RecordOptions;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The columns that make a file's rows a series. Every command says in the same words that a file lacks one. */
public enum SeriesColumn {
    KEY("key", "the key's", "if the file is one series"),
    TIMESTAMP("timestamp", "the event time's", "if its rows have no time");

    /** Who names a column that no flag and no yaml names. */
    public static final String BY_MODEL = "the model";

    private final String role;
    private final String whose;
    private final String without;

    SeriesColumn(String role, String whose, String without) {
        this.role = role;
        this.whose = whose;
        this.without = without;
    }

    /** The yaml's key that names the column. */
    public String yamlKey() {
        return "record." + role;
    }

    /** The yaml as who names it. */
    public String byConfig() {
        return yamlKey() + " of --config";
    }

    /**
     * Refuses a file that lacks columns.
     *
     * @param named the columns
     * @param by who names them
     * @throws BadInputException naming those that are missing and what the file has
     */
    public void require(Path file, List<String> header, List<String> named, String by) {
        List<String> missing =
                named.stream().filter(column -> !header.contains(column)).toList();
        if (!missing.isEmpty()) {
            throw new BadInputException("%s: %s %s, which %s names, %s missing; there is: %s"
                            .formatted(
                                    file,
                                    whose,
                                    columns(missing),
                                    by,
                                    missing.size() == 1 ? "is" : "are",
                                    header.stream().map(Excerpt::of).collect(Collectors.joining(", ")))
                    + "; name another with --%s COL, or give --%s \"\" %s".formatted(role, role, without));
        }
    }

    /**
     * Says that files have none of the columns that the yaml names for key and time: they hold points, or both names
     * are misspelt.
     *
     * @param headers the columns of each file
     * @return empty where the yaml does not name both, or a file has one of them, so that it is of a series
     */
    public static Optional<String> neither(RecordOptions record, Collection<List<String>> headers) {
        if (record.key() == null || record.timestamp() == null) {
            return Optional.empty();
        }
        List<String> time = List.of(record.timestamp().field());
        boolean none = headers.stream()
                .allMatch(header -> Collections.disjoint(header, record.keyFields())
                        && Collections.disjoint(header, time)
                        && !JoinedText.areIn(record.keyColumn(), header));
        return none
                ? Optional.of("--input has neither %s %s nor %s %s, which --config names (there is: %s)"
                        .formatted(
                                KEY.whose,
                                columns(record.keyFields()),
                                TIMESTAMP.whose,
                                columns(time),
                                Excerpt.of(headers.iterator().next())))
                : Optional.empty();
    }

    private static String columns(List<String> names) {
        return (names.size() == 1 ? "column " : "columns ")
                + names.stream().map(name -> "'" + Excerpt.of(name) + "'").collect(Collectors.joining(", "));
    }
}
