// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.config.BadInputException;
import io.elbow.data.ColumnChoice;
import io.elbow.data.ColumnRoles;
import io.elbow.data.TableReader;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which columns of files are features: those of {@code --features} less {@code --exclude}. */
final class FeatureChoice {
    private FeatureChoice() {}

    /**
     * Resolves patterns and exclusions by the first file's columns.
     *
     * @throws BadInputException for a name or pattern that no column has, or where no feature is left
     */
    static ColumnRoles of(InputOptions options, ColumnRoles roles) {
        ColumnChoice choice = new ColumnChoice(roles.features(), options.exclude);
        if (choice.isSettled() || (options.exclude.isEmpty() && roles.features().isEmpty())) {
            return roles;
        }
        Path file = options.files.get(0);
        List<String> columns = TableReader.columns(file);
        Set<String> taken = new HashSet<>(roles.conditions());
        taken.addAll(roles.keyColumns(columns));
        taken.add(roles.timestamp());
        taken.add(roles.label());
        List<String> free =
                columns.stream().filter(column -> !taken.contains(column)).toList();
        return roles.withFeatures(
                choice.among(file.toString(), columns, free, () -> TableReader.features(file, roles)));
    }
}
