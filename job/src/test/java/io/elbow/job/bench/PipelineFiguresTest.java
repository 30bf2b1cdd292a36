// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PipelineFiguresTest {
    private static final List<PipelineBenchmark.Kind> KINDS = List.of(
            new PipelineBenchmark.Kind("bare", "a", null, null), new PipelineBenchmark.Kind("scored", "b", null, null));

    @Test
    void comparesEachKindWithTheFirstByMediansAndByRound() {
        List<Figure> figures =
                PipelineBenchmark.figures("group", KINDS, new double[][] {{100, 200, 400}, {50, 50, 300}});
        assertThat(figures.get(0).ratio()).isNull();
        assertThat(figures.get(0).summary()).isEqualTo(new Summary(200, 100, 400, 3));
        assertThat(figures.get(1).summary()).isEqualTo(new Summary(50, 50, 300, 3));
        assertThat(figures.get(1).ratio()).isEqualTo(new Figure.Ratio("bare", 0.25, new Summary(0.5, 0.25, 0.75, 3)));
    }

    @Test
    void everyKindTakesEachPlaceInTurn() {
        assertThat(PipelineBenchmark.order(3, 0)).containsExactly(0, 1, 2);
        assertThat(PipelineBenchmark.order(3, 1)).containsExactly(1, 2, 0);
        assertThat(PipelineBenchmark.order(3, 5)).containsExactly(2, 0, 1);
    }
}
