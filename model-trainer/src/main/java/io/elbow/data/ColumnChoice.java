// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import io.elbow.config.BadInputException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which columns of a table, or fields of a topic's records, are features: the named ones without the excluded ones. In
 * both lists {@code *} stands for any text.
 *
 * @param named empty: every column that can be a feature
 */
public record ColumnChoice(List<String> named, List<String> excluded) {
    public ColumnChoice {
        named = List.copyOf(named);
        excluded = List.copyOf(excluded);
    }

    /**
     * Chooses these columns and no others. The names may hold patterns; an empty list means every column that can be a
     * feature.
     */
    public static ColumnChoice named(List<String> features) {
        return new ColumnChoice(features, List.of());
    }

    /** Whether the named columns are the features as they stand, whatever columns there are. */
    public boolean isSettled() {
        return !named.isEmpty() && excluded.isEmpty() && named.stream().noneMatch(ColumnChoice::isPattern);
    }

    /**
     * Chooses among the columns of a table.
     *
     * @param where what the columns belong to, for messages
     * @param columns all columns
     * @param free columns that a pattern may match: neither key nor label
     * @param every the features if none are named
     * @throws BadInputException for an excluded name or a pattern that matches no column, or if no feature is left
     */
    public List<String> among(String where, List<String> columns, List<String> free, Supplier<List<String>> every) {
        List<String> features = new ArrayList<>(named.isEmpty() ? every.get() : included(where, free));
        if (excluded.isEmpty()) {
            return features;
        }
        features.removeAll(matching(where, "--exclude", excluded, columns));
        if (features.isEmpty()) {
            throw new BadInputException("--exclude leaves no feature of " + where + "; there is: " + listing(columns));
        }
        return features;
    }

    private Set<String> included(String where, List<String> free) {
        Set<String> features = new LinkedHashSet<>();
        for (String name : named) {
            // A name without a pattern is checked by the reader, which reports all missing names together.
            features.addAll(isPattern(name) ? matching(where, "--features", List.of(name), free) : Set.of(name));
        }
        return features;
    }

    private static Set<String> matching(String where, String flag, List<String> names, List<String> among) {
        Set<String> all = new LinkedHashSet<>();
        for (String name : names) {
            Pattern pattern = pattern(name);
            List<String> found = among.stream()
                    .filter(column -> pattern.matcher(column).matches())
                    .toList();
            if (found.isEmpty()) {
                throw new BadInputException("%s: %s names '%s', but no such column is there to choose; there is: %s"
                        .formatted(where, flag, name, listing(among)));
            }
            all.addAll(found);
        }
        return all;
    }

    private static boolean isPattern(String name) {
        return name.indexOf('*') >= 0;
    }

    private static Pattern pattern(String name) {
        return Pattern.compile(
                Stream.of(name.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
    }

    private static String listing(List<String> columns) {
        return String.join(", ", columns);
    }
}
