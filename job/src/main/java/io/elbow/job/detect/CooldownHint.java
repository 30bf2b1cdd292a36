// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Notices a key that flaps: its incidents follow each other so closely that a somewhat longer cooldown would make one
 * of them. Most of the alerts of a day can come from that alone.
 */
public final class CooldownHint {
    /** A cooldown so many times as long is still the same kind of setting. */
    static final int MOST_TIMES = 4;

    /** Alerts that the longer cooldown would save, at least; and at least half of all. */
    static final int LEAST_SAVED = 5;

    private static final long MINUTE_MILLIS = 60_000;

    private final long cooldownMillis;
    private final Map<String, Last> keys = new HashMap<>();
    private final List<Long> gaps = new ArrayList<>();
    private int incidents;

    private record Last(String incident, long anomalyMillis) {}

    /**
     * What a longer cooldown would do.
     *
     * @param alerts that would open instead of {@code now}
     */
    public record Hint(Duration cooldown, int now, int alerts) {}

    public CooldownHint(Duration cooldown) {
        cooldownMillis = cooldown.toMillis();
    }

    /** Takes a key's next anomaly, in the order of its event time, and the incident that it belongs to. */
    public void anomaly(String key, long millis, String incident) {
        Last last = keys.put(key, new Last(incident, millis));
        if (last != null && last.incident.equals(incident)) {
            return;
        }
        incidents++;
        if (last != null) {
            gaps.add(millis - last.anomalyMillis);
        }
    }

    /** Empty: no cooldown of this kind would save much. */
    public Optional<Hint> hint() {
        List<Long> joined =
                gaps.stream().filter(gap -> gap < MOST_TIMES * cooldownMillis).toList();
        if (joined.size() < LEAST_SAVED || 2 * joined.size() < incidents) {
            return Optional.empty();
        }
        long longest = joined.stream().mapToLong(Long::longValue).max().orElseThrow();
        // A gap as long as the cooldown is no longer part of the incident.
        long unit = longest < MINUTE_MILLIS ? 1_000 : MINUTE_MILLIS;
        Duration cooldown = Duration.ofMillis((longest / unit + 1) * unit);
        return Optional.of(new Hint(cooldown, incidents, incidents - joined.size()));
    }
}
