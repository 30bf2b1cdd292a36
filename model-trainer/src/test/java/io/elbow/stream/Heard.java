// SPDX-License-Identifier: Apache-2.0
package io.elbow.stream;

import io.elbow.scoring.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Records, by their numbers, and what became of them. */
final class Heard implements StreamScoring.Output<Integer> {
    final List<Integer> late = new ArrayList<>();
    final List<Integer> warmingUp = new ArrayList<>();
    final List<Integer> scored = new ArrayList<>();
    final Map<Integer, Verdict> verdicts = new TreeMap<>();
    final Map<Integer, Verdict> challengers = new TreeMap<>();
    final Map<Integer, double[]> shingles = new TreeMap<>();
    private final boolean wantsShingles;

    Heard(boolean wantsShingles) {
        this.wantsShingles = wantsShingles;
    }

    @Override
    public void late(Integer record, long newestMillis) {
        late.add(record);
    }

    @Override
    public void warmingUp(Integer record) {
        warmingUp.add(record);
    }

    @Override
    public void scored(ModelBatch<Integer> batch) {
        for (int row = 0; row < batch.size(); row++) {
            int number = batch.record(row);
            scored.add(number);
            verdicts.put(number, batch.verdict(row));
            if (batch.challenger() != null) {
                challengers.put(number, batch.challengerVerdict(row));
            }
            if (wantsShingles) {
                shingles.put(number, batch.shingle(row));
            }
        }
    }
}
