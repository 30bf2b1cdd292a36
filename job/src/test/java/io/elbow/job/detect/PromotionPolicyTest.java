// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.job.event.ControlMessage;
import io.elbow.job.event.ControlMessage.Command;
import io.elbow.job.event.DetectorEvent;
import io.elbow.job.event.ModelUpdate;
import io.elbow.job.event.ScorerNotification;
import io.elbow.job.event.ShadowReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PromotionPolicyTest {
    private static final int MIN_RECORDS = 100;
    private static final long SPAN = 1_000;
    private static final byte[] OLD = {1};
    private static final byte[] NEW = {2};

    private final List<ModelUpdate> published = new ArrayList<>();
    private final List<DetectorEvent> events = new ArrayList<>();
    private final PromotionState memory = new PromotionState();

    private final PromotionPolicy.Outcome outcome = new PromotionPolicy.Outcome() {
        @Override
        public void publish(ModelUpdate update) {
            published.add(update);
        }

        @Override
        public void tell(DetectorEvent event) {
            events.add(event);
        }
    };

    private PromotionPolicy policy = policy(Duration.ofMillis(SPAN), true);

    private static PromotionPolicy policy(Duration shadow, boolean auto) {
        return new PromotionPolicy(new PromotionPolicy.Settings("d", shadow, auto, MIN_RECORDS));
    }

    private void take(ScorerNotification signal) {
        policy.take(memory, signal, outcome);
    }

    private void watermark(long millis) {
        policy.onEventTime(memory, millis, outcome);
    }

    private void command(Command command, String model) {
        take(ScorerNotification.command(new ControlMessage(command, null, model), 50));
    }

    /** B, made from A, took its place at 0. */
    private void championB() {
        take(ScorerNotification.champion("A", null, null, null, null, 0));
        take(ScorerNotification.champion("B", "A", OLD, "A", null, 0));
    }

    private void challengerC() {
        take(ScorerNotification.challenger("C", "B", NEW, 0, 0.01));
    }

    private static ScorerNotification counts(int records, boolean anomaly) {
        ShadowReport report = new ShadowReport();
        for (int i = 0; i < records; i++) {
            report.add(false, 1, anomaly, 1);
        }
        return ScorerNotification.counts("C", report, 1);
    }

    private List<String> told() {
        return events.stream().map(DetectorEvent::event).toList();
    }

    @Test
    void aChallengerThatIsNoWorseIsPromotedAtTheEndOfTheSpan() {
        championB();
        challengerC();
        take(counts(MIN_RECORDS, false));
        watermark(SPAN - 1);
        assertThat(published).isEmpty();
        watermark(SPAN);
        watermark(SPAN + 1);
        assertThat(told()).containsExactly("shadowing", "promoted");
        assertThat(events.get(0).figures()).containsEntry("records", 100.0);
        assertThat(published).extracting(ModelUpdate::key).containsExactly("d/C", "d");
        assertThat(published).allSatisfy(update -> {
            assertThat(update.artifact()).isEqualTo(NEW);
            assertThat(update.role()).isEqualTo("champion");
            assertThat(update.publisher()).isEqualTo("promote");
            assertThat(update.parent()).isEqualTo("B");
        });
    }

    @Test
    void oneThatAlertsTooMuchIsDropped() {
        challengerC();
        take(counts(10 * MIN_RECORDS, true));
        watermark(SPAN);
        assertThat(told()).containsExactly("shadowing", "dropped");
        assertThat(events.get(1).reason()).contains("1000 of 1000 records");
        assertThat(published).singleElement().satisfies(update -> {
            assertThat(update.key()).isEqualTo("d/C");
            assertThat(update.role()).isEqualTo("dropped");
        });
        take(ScorerNotification.ended("C", 1_100));
        assertThat(told()).as("said already").hasSize(2);
        assertThat(memory.challenger).isNull();
    }

    @Test
    void tooFewRecordsAreNoVerdictHoweverLongItTook() {
        challengerC();
        take(counts(MIN_RECORDS - 1, false));
        watermark(10 * SPAN);
        assertThat(events).isEmpty();
        take(counts(1, false));
        watermark(10 * SPAN + 1);
        assertThat(told()).containsExactly("shadowing", "promoted");
    }

    @Test
    void byHandTheFiguresAreReportedAndSomebodyDecides() {
        policy = policy(Duration.ofMillis(SPAN), false);
        challengerC();
        take(counts(MIN_RECORDS, false));
        watermark(SPAN);
        watermark(2 * SPAN);
        assertThat(told()).containsExactly("shadowing");
        assertThat(events.get(0).reason()).contains("waits for promote or drop");
        command(Command.PROMOTE, "C");
        command(Command.DROP, null);
        assertThat(told()).containsExactly("shadowing", "promoted", "failed");
        assertThat(published).extracting(ModelUpdate::key).containsExactly("d/C", "d");
    }

    @Test
    void withoutASpanItRunsUntilSomebodySays() {
        policy = policy(null, true);
        challengerC();
        take(counts(MIN_RECORDS, false));
        watermark(Long.MAX_VALUE);
        assertThat(events).isEmpty();
        command(Command.DROP, null);
        assertThat(told()).containsExactly("dropped");
    }

    @Test
    void theSpanBeginsWithEventTimeWhereThereWasNoneYet() {
        take(ScorerNotification.challenger("C", "B", NEW, Long.MIN_VALUE, 0.01));
        take(counts(MIN_RECORDS, false));
        watermark(5_000);
        watermark(5_000 + SPAN - 1);
        assertThat(events).isEmpty();
        watermark(5_000 + SPAN);
        assertThat(told()).containsExactly("shadowing", "promoted");
    }

    @Test
    void countsOfOtherSubtasksMayComeBeforeTheChallengerAndAfterItsEnd() {
        take(counts(MIN_RECORDS, false));
        watermark(10 * SPAN);
        assertThat(events).isEmpty();
        challengerC();
        assertThat(memory.report.records).isEqualTo(MIN_RECORDS);
        take(ScorerNotification.ended("C", 1));
        take(counts(1, false));
        assertThat(memory.challenger).isNull();
        assertThat(told()).containsExactly("dropped");
    }

    @Test
    void aChallengerGoesWithTheChampionThatItRanBeside() {
        championB();
        challengerC();
        take(ScorerNotification.champion("D", "B", OLD, "B", "A", 7));
        assertThat(told()).containsExactly("dropped");
        assertThat(published).extracting(ModelUpdate::role).containsExactly("dropped");
        assertThat(memory.previous).isEqualTo("B");
    }

    @Test
    void rollbackPutsTheParentBack() {
        championB();
        command(Command.ROLLBACK, null);
        assertThat(published).extracting(ModelUpdate::key).containsExactly("d/A", "d");
        assertThat(published).allSatisfy(update -> {
            assertThat(update.publisher()).isEqualTo("rollback");
            assertThat(update.artifact()).isEqualTo(OLD);
        });
        assertThat(events).as("the scorers tell of it").isEmpty();
    }

    @Test
    void whatIsNotAtHandIsNamedWithTheCommandThatHasIt() {
        command(Command.ROLLBACK, null);
        championB();
        command(Command.ROLLBACK, "Z");
        command(Command.PROMOTE, "Y");
        command(Command.DROP, null);
        assertThat(published).isEmpty();
        assertThat(told()).containsExactly("failed", "failed", "failed", "failed");
        assertThat(events.get(0).reason()).contains("models rollback MODEL");
        assertThat(events.get(1).reason()).contains("models rollback Z");
        assertThat(events.get(2).reason()).contains("models promote Y");
    }

    @Test
    void aRestartedScorersWordAboutTheSameChampionChangesNothing() {
        championB();
        challengerC();
        take(ScorerNotification.champion("B", "A", null, null, null, Long.MIN_VALUE));
        assertThat(memory.challenger).isEqualTo("C");
        assertThat(memory.previous).isEqualTo("A");
    }
}
