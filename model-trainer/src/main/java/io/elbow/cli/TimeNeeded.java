// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.config.BadInputException;
import io.elbow.config.FeatureSource;
import io.elbow.features.Derivation;
import java.util.List;
import java.util.stream.Collectors;

/** Rates are per second of event time, so that files need a column with it. */
final class TimeNeeded {
    private TimeNeeded() {}

    /**
     * Checks that rates can be made of a file's rows.
     *
     * @param timestamp column of the event time; null: none
     * @throws BadInputException naming the rates, where there is no such column
     */
    static void check(String where, List<FeatureSource> sources, String timestamp) {
        if (timestamp != null || !new Derivation(sources).needsTime()) {
            return;
        }
        String rates = sources.stream()
                .filter(source -> source.as() == FeatureSource.As.RATE)
                .map(FeatureSource::field)
                .collect(Collectors.joining(", "));
        throw new BadInputException(where + ": a rate (of " + rates + ") is per second of event time, but no column"
                + " has it; name it with --timestamp, or train with 'as: difference' in record.features");
    }
}
