// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.config.BadInputException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/** The time that an artifact records: SOURCE_DATE_EPOCH (seconds) where the environment has it, else now. */
final class FitTime {
    private static final String EPOCH = "SOURCE_DATE_EPOCH";

    private FitTime() {}

    static Instant of(Map<String, String> environment, InstantSource clock) {
        String seconds = environment.get(EPOCH);
        if (seconds == null) {
            return clock.instant();
        }
        try {
            return Instant.ofEpochSecond(Long.parseLong(seconds.strip()));
        } catch (NumberFormatException | DateTimeException e) {
            throw new BadInputException(EPOCH + " must be seconds since 1970 but was " + seconds, e);
        }
    }
}
