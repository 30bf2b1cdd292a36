// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The versions of the states that one operator keeps, by the state's name; decides whether it can go on with what a
 * snapshot holds.
 *
 * <p>A version is raised when a state's meaning changes. Another field alone needs no other version where its default
 * means what was true before: Flink reads plain objects across added fields.
 *
 * @param current the states that the operator keeps
 * @param earlier the states of earlier releases, which it reads and empties, or of the other way to alert, which it
 *     leaves
 */
public record StateVersions(Map<String, Integer> current, Map<String, Integer> earlier) implements Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * What the score operator keeps: each key's {@code KeyMemory}, the units of its statistics, and the artifact of the
     * model in use. Earlier releases kept the parts of a key's memory in states of their own.
     */
    public static final StateVersions SCORE = new StateVersions(
            Map.of("key-memory", 1, "model", 1, "statistics-units", 1), Map.of("series", 1, "statistics", 1));

    /** What the alert operator keeps: each key's {@link IncidentState}. */
    public static final StateVersions ALERT = new StateVersions(Map.of("incident", 1), Map.of("candidates", 1));

    /** What the same operator keeps under a budget: each key's {@link CandidateState}. */
    public static final StateVersions CANDIDATES = new StateVersions(Map.of("candidates", 1), Map.of("incident", 1));

    /** What the budget operator keeps: its {@link BudgetMemory}, and the candidates that wait. */
    public static final StateVersions BUDGET = new StateVersions(Map.of("budget", 1, "waiting", 1));

    /** What the refresh operator keeps: its samples and {@link SampleStoreState}, and the champion's artifact. */
    public static final StateVersions REFRESH =
            new StateVersions(Map.of("samples", 1, "refresh-memory", 1, "model", 1));

    /** What the promotion operator keeps: its {@link PromotionState}. */
    public static final StateVersions PROMOTION = new StateVersions(Map.of("door", 1));

    public StateVersions {
        current = Map.copyOf(current);
        earlier = Map.copyOf(earlier);
    }

    /** Without states of earlier releases. */
    public StateVersions(Map<String, Integer> current) {
        this(current, Map.of());
    }

    /** Whether a snapshot holds states of an earlier release. */
    public boolean hasEarlier(Map<String, Integer> found) {
        return found.keySet().stream().anyMatch(earlier::containsKey);
    }

    /**
     * Whether this code can read what a snapshot holds.
     *
     * @param found state -> version, as the snapshot says
     * @throws IllegalStateException naming each state that it cannot read, the version found, the one it knows, and the
     *     remedy
     */
    public void check(String operator, Map<String, Integer> found) {
        List<String> faults = new ArrayList<>();
        new TreeMap<>(found).forEach((state, version) -> {
            Integer known = current.getOrDefault(state, earlier.get(state));
            if (!version.equals(known)) {
                faults.add("state '" + state + "' is of version " + version + ", "
                        + (known == null ? "which is not known" : "supported is " + known));
            }
        });
        if (!faults.isEmpty()) {
            throw new IllegalStateException("operator '" + operator + "' cannot go on with this snapshot: "
                    + String.join("; ", faults)
                    + ". Start the job from it with the release that wrote it, or a newer one, or start without it");
        }
    }
}
