// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.job.event.Alert;
import io.elbow.job.event.FeatureCost;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageStateTest {
    private final PageState state = new PageState(new ModelFacts("m1", 10, -5, false));
    private final PageViewer viewer = new PageViewer("a");

    private void score(String key, long millis, double score, double smoothed, String model) {
        state.score(new ScoreMessage(key, millis, score, smoothed, 0.5, score > 10, model), millis);
    }

    static Alert alert(String key, String incident, String status) {
        FeatureCost[] features = {new FeatureCost("cpu", 0.9, 0.2, 20, 19)};
        return new Alert(
                incident + status,
                incident,
                status,
                "d",
                key,
                1_000,
                Alert.CRITICAL,
                50,
                10,
                1e-6,
                45,
                5,
                features,
                "m1",
                "t",
                0,
                1,
                50,
                new String[0],
                false,
                0,
                0);
    }

    @Test
    void aViewerGetsEachThingOnce() {
        score("a", 1_000, 1, 1, "m1");
        state.alert(alert("a", "i1", Alert.OPEN));
        state.history(new HistoryEntry(1, "activated", "m1", ""));
        PageUpdate first = state.update(viewer);
        assertThat(first.anew()).isTrue();
        assertThat(first.points()).hasSize(1);
        assertThat(first.alerts()).hasSize(1);
        assertThat(first.history()).hasSize(1);
        PageUpdate second = state.update(viewer);
        assertThat(second.anew()).isFalse();
        assertThat(second.points()).isEmpty();
        assertThat(second.alerts()).isEmpty();
        assertThat(second.history()).isEmpty();
        score("a", 2_000, 2, 2, "m1");
        assertThat(state.update(viewer).points()).extracting(Point::score).containsExactly(2.0);
    }

    @Test
    void pointsAreThoseOfTheChosenKeyAlone() {
        score("a", 1_000, 1, 1, "m1");
        score("b", 1_000, 2, 2, "m1");
        assertThat(state.update(viewer).points()).extracting(Point::score).containsExactly(1.0);
    }

    @Test
    void withoutAChoiceTheWorstKeyIsShownAndStays() {
        PageViewer any = new PageViewer(null);
        assertThat(state.update(any).key()).isNull();
        score("quiet", 1_000, 1, 1, "m1");
        score("bad", 1_000, 99, 99, "m1");
        assertThat(state.update(any).key()).isEqualTo("bad");
        state.alert(alert("quiet", "i1", Alert.OPEN));
        assertThat(state.update(any).key()).isEqualTo("bad");
    }

    @Test
    void eachPointHasTheThresholdOfTheModelThatScoredIt() {
        state.model(new ModelFacts("m2", 20, -7, true));
        score("a", 1_000, 1, 3, "m1");
        score("a", 2_000, 1, 3, "m2");
        score("a", 3_000, 1, 3, "unknown");
        List<Point> points = state.update(viewer).points();
        assertThat(points).extracting(Point::threshold).containsExactly(10.0, 20.0, Double.NaN);
        assertThat(points).extracting(Point::floor).containsExactly(-5.0, -7.0, Double.NaN);
        assertThat(points)
                .as("the second model judges the average")
                .extracting(Point::score)
                .containsExactly(1.0, 3.0, 1.0);
    }

    @Test
    void afterARestartEverythingIsSentAgain() {
        score("a", 1_000, 1, 1, "m1");
        state.problem("no broker");
        state.skipped(7);
        state.update(viewer);
        state.restart();
        score("a", 5_000, 5, 5, "m1");
        PageUpdate update = state.update(viewer);
        assertThat(update.anew()).isTrue();
        assertThat(update.points()).extracting(Point::score).containsExactly(5.0);
        assertThat(update.problem()).isNull();
        assertThat(update.skipped()).isZero();
        assertThat(update.points().get(0).threshold()).as("models are kept").isEqualTo(10);
    }

    @Test
    void whateverComesTheStateStaysBounded() {
        for (int i = 0; i < 20_000; i++) {
            score("k" + i, i, i % 2 == 0 ? 1 : 99, 1, "m1");
            state.alert(alert("k" + i, "i" + i, Alert.OPEN));
            state.history(new HistoryEntry(i, "fitted", "m", ""));
            state.model(new ModelFacts("model-" + i, 1, 0, false));
        }
        PageUpdate update = state.update(new PageViewer(null));
        assertThat(update.alerts()).hasSize(PageState.ALERTS);
        assertThat(update.history()).hasSize(PageState.HISTORY);
        assertThat(update.top()).hasSize(PageState.TOP_KEYS);
    }

    @Test
    void aViewerThatLeavesTwiceIsCountedOnce() {
        PageViewer other = new PageViewer("a");
        state.update(viewer);
        state.update(other);
        state.leave(viewer);
        state.leave(viewer);
        for (int i = 0; i < 10 * PageState.KEYS_OF_A_KIND; i++) {
            score("k" + i, i, 1, 1, "m1");
        }
        score("a", 1_000, 1, 1, "m1");
        assertThat(state.update(other).points()).hasSize(1);
    }
}
