// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import java.util.Locale;
import java.util.Set;

/** What a column's name says about whether it holds a counter. Names are hints: values decide. */
enum CounterNames {
    /** Named as counters are, as in {@code http_requests_total}, {@code ifInOctets}. */
    COUNTER,

    /** Named as counters often are and other things too, as in {@code latency_count}, {@code bytesSum}. */
    MAYBE_COUNTER,

    /** Named as identifiers and times are, as in {@code user_id}, {@code kafka.offset}. */
    IDENTIFIER,

    /** Says nothing. */
    NEUTRAL;

    private static final Set<String> COUNTERS =
            Set.of("total", "totals", "counter", "counters", "bucket", "cumulative", "octets", "pkts");
    private static final Set<String> MAYBE = Set.of("count", "counts", "sum");
    private static final Set<String> IDENTIFIERS = Set.of(
            "id",
            "ids",
            "uid",
            "seq",
            "sequence",
            "offset",
            "index",
            "idx",
            "row",
            "line",
            "timestamp",
            "ts",
            "date",
            "datetime",
            "epoch");

    static CounterNames of(String column) {
        String last = lastWord(column);
        if (COUNTERS.contains(last)) {
            return COUNTER;
        }
        if (MAYBE.contains(last)) {
            return MAYBE_COUNTER;
        }
        return IDENTIFIERS.contains(last) || column.equalsIgnoreCase("time") ? IDENTIFIER : NEUTRAL;
    }

    /** In lower case: {@code total} of {@code net.rx_bytes_total}, {@code count} of {@code requestCount}. */
    private static String lastWord(String column) {
        int end = column.length();
        while (end > 0 && !Character.isLetter(column.charAt(end - 1))) {
            end--;
        }
        int from = end;
        while (from > 0 && Character.isLetter(column.charAt(from - 1))) {
            from--;
            boolean wordBegins = Character.isUpperCase(column.charAt(from))
                    && from > 0
                    && Character.isLowerCase(column.charAt(from - 1));
            if (wordBegins) {
                break;
            }
        }
        return column.substring(from, end).toLowerCase(Locale.ROOT);
    }
}
