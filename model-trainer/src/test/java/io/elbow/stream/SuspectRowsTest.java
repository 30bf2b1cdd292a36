// SPDX-License-Identifier: Apache-2.0
package io.elbow.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.data.Dataset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SuspectRowsTest {
    private static final int ROWS = 400;

    private final SplittableRandom random = new SplittableRandom(3);

    @Test
    void rowsFarBeyondTheRestAreSuspect() {
        List<SuspectRows.Suspect> scored = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            double score = i == 17 ? 500 : -20 - Math.log(1 - random.nextDouble());
            scored.add(new SuspectRows.Suspect(new Dataset.Row(i, "", "", i, new double[0], false), score));
        }
        SuspectRows suspects = SuspectRows.among(scored);
        assertThat(suspects.looked()).isEqualTo(ROWS);
        assertThat(suspects.found()).isEqualTo(1);
        assertThat(suspects.worst().get(0).row().number()).isEqualTo(17);
        assertThat(SuspectRows.among(scored.subList(100, ROWS)).found()).isZero();
        assertThat(SuspectRows.among(List.of()).looked()).isZero();
    }
}
