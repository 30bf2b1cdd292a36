// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.config.AlertBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HardLimitTest {
    private static final AlertBudget BUDGET = AlertBudget.parse("2/1d");
    private static final long DAY = 86_400_000;

    @Test
    void noSpanHasMoreThanThreeTimesTheBudget() {
        SplittableRandom random = new SplittableRandom(11);
        HardLimit limit = new HardLimit();
        List<Long> opened = new ArrayList<>();
        long time = 0;
        for (int i = 0; i < 5_000; i++) {
            time += random.nextLong(DAY / 20);
            if (limit.admits(time, BUDGET)) {
                limit.opened(time, BUDGET);
                opened.add(time);
            }
            assertThat(limit.openedMillis.length).isLessThanOrEqualTo(6);
        }
        for (int i = 6; i < opened.size(); i++) {
            assertThat(opened.get(i) - opened.get(i - 6)).isGreaterThanOrEqualTo(DAY);
        }
        assertThat(opened.size()).isBetween((int) (5 * time / DAY), (int) (6 * time / DAY) + 6);
    }

    @Test
    void admitsAgainOneSpanLater() {
        HardLimit limit = new HardLimit();
        for (int i = 0; i < 6; i++) {
            limit.opened(i, BUDGET);
        }
        assertThat(limit.admits(DAY - 1, BUDGET)).isFalse();
        assertThat(limit.admits(DAY, BUDGET)).isTrue();
    }
}
