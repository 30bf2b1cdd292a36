// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.config.BadInputException;
import io.elbow.data.ColumnRoles;
import io.elbow.data.TableReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which columns are features: those of {@code --features}, a {@code *} standing for any text, less {@code --exclude}. */
final class FeatureChoice {
    private final Path file;
    private final List<String> columns;
    private final ColumnRoles roles;

    private FeatureChoice(Path file, ColumnRoles roles) {
        this.file = file;
        this.columns = TableReader.columns(file);
        this.roles = roles;
    }

    /**
     * Resolves patterns and exclusions by the first file's columns.
     *
     * @throws BadInputException for a name or pattern that no column has, or where no feature is left
     */
    static ColumnRoles of(InputOptions options, ColumnRoles roles) {
        boolean patterns = roles.features().stream().anyMatch(FeatureChoice::isPattern);
        if (options.exclude.isEmpty() && !patterns) {
            return roles;
        }
        FeatureChoice choice = new FeatureChoice(options.files.get(0), roles);
        return roles.withFeatures(choice.features(options.exclude));
    }

    private List<String> features(List<String> exclude) {
        List<String> features = roles.features().isEmpty()
                ? new ArrayList<>(TableReader.features(file, roles))
                : new ArrayList<>(included());
        features.removeAll(matching("--exclude", exclude, columns));
        if (features.isEmpty()) {
            throw new BadInputException("--exclude leaves no feature of " + file + "; there is: " + listing(columns));
        }
        return features;
    }

    private Set<String> included() {
        Set<String> taken = Stream.concat(
                        Stream.of(roles.key(), roles.timestamp(), roles.label()).filter(Objects::nonNull),
                        roles.conditions().stream())
                .collect(Collectors.toSet());
        List<String> free =
                columns.stream().filter(column -> !taken.contains(column)).toList();
        Set<String> features = new LinkedHashSet<>();
        for (String name : roles.features()) {
            // A name without a pattern is looked for by the reader, which knows all that are missing.
            features.addAll(isPattern(name) ? matching("--features", List.of(name), free) : Set.of(name));
        }
        return features;
    }

    private Set<String> matching(String flag, List<String> names, List<String> among) {
        Set<String> all = new LinkedHashSet<>();
        for (String name : names) {
            Pattern pattern = pattern(name);
            List<String> found = among.stream()
                    .filter(column -> pattern.matcher(column).matches())
                    .toList();
            if (found.isEmpty()) {
                throw new BadInputException("%s: %s names '%s', but no such column is there to choose; there is: %s"
                        .formatted(file, flag, name, listing(among)));
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
