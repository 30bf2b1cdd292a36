// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import io.elbow.config.FeatureSource;
import io.elbow.config.FeatureSource.As;
import io.elbow.config.YamlText;
import io.elbow.data.Dataset;
import java.util.List;
import java.util.stream.Collectors;

/** The line of yaml by which a model sees the growth of a table's counters in place of their values. */
final class CounterAdvice {
    /** More features than this do not fit on a line. */
    private static final int MOST_FEATURES = 20;

    private CounterAdvice() {}

    /** {@code record: {features: [cpu, {name: bytes_total, as: rate}]}}; differences where no row has a time. */
    static String line(Dataset dataset, List<String> counters) {
        boolean timed = dataset.rows().stream().anyMatch(row -> !row.timestamp().isEmpty());
        As growth = timed ? As.RATE : As.DIFFERENCE;
        List<FeatureSource> sources = dataset.sources().stream()
                .map(source -> source.isPlain() && counters.contains(source.feature())
                        ? new FeatureSource(source.field(), growth)
                        : source)
                .toList();
        boolean all = sources.size() <= MOST_FEATURES;
        return sources.stream()
                .filter(source -> all || !source.isPlain())
                .limit(MOST_FEATURES)
                .map(CounterAdvice::entry)
                .collect(Collectors.joining(", ", "record: {features: [", all ? "]}" : ", and the other fields]}"));
    }

    private static String entry(FeatureSource source) {
        return source.isPlain()
                ? YamlText.of(source.field())
                : "{name: " + YamlText.of(source.field()) + ", as: "
                        + source.as().configName() + "}";
    }
}
