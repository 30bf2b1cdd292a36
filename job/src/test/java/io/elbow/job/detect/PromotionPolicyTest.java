// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.job.event.ControlMessage;
import io.elbow.job.event.ControlMessage.Command;
import io.elbow.job.event.DetectorEvent;
import io.elbow.job.event.ScorerNotification;
import io.elbow.job.event.ShadowReport;
import io.elbow.protocol.EncodedModel;
import io.elbow.protocol.ModelMessage;
import io.elbow.protocol.ModelRole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PromotionPolicyTest {
    private static final int MIN_RECORDS = 100;
    private static final long SPAN = 1_000;
    private static final byte[] OLD = {1};
    private static final byte[] NEW = {2};

    private final List<ModelMessage> published = new ArrayList<>();
    private final List<DetectorEvent> events = new ArrayList<>();
    private final PromotionState memory = new PromotionState();

    private final PromotionPolicy.Outcome outcome = new PromotionPolicy.Outcome() {
        @Override
        public void publish(ModelMessage message) {
            published.add(message);
        }

        @Override
        public void emit(DetectorEvent event) {
            events.add(event);
        }
    };

    private PromotionPolicy policy = policy(Duration.ofMillis(SPAN), true);

    private static PromotionPolicy policy(Duration shadow, boolean auto) {
        return new PromotionPolicy(new PromotionPolicy.Settings("d", shadow, auto, MIN_RECORDS));
    }

    private void take(ScorerNotification notification) {
        policy.take(memory, notification, outcome);
    }

    private void watermark(long millis) {
        policy.onEventTime(memory, millis, outcome);
    }

    private void command(Command command, String model) {
        take(ScorerNotification.of(50, new ControlMessage(command, null, model)));
    }

    /** B, made from A, took its place at 0. */
    private void championB() {
        take(champion(0, "A", null, null));
        take(champion(0, "B", "A", new EncodedModel("A", null, OLD)));
    }

    private void challengerC() {
        take(challenger(0));
    }

    private static ScorerNotification champion(long at, String model, String parent, EncodedModel replaced) {
        return ScorerNotification.of(at, new ScorerNotification.Champion(model, parent, replaced));
    }

    private static ScorerNotification challenger(long at) {
        return ScorerNotification.of(at, new ScorerNotification.Challenger(new EncodedModel("C", "B", NEW), 0.01));
    }

    private static ScorerNotification ended(long at) {
        return ScorerNotification.of(at, new ScorerNotification.Ended("C"));
    }

    private static ScorerNotification counts(int records, boolean anomaly) {
        ShadowReport report = new ShadowReport();
        for (int i = 0; i < records; i++) {
            report.add(false, 1, anomaly, 1);
        }
        return ScorerNotification.of(1, new ScorerNotification.Counts("C", report));
    }

    private List<String> reported() {
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
        assertThat(reported()).containsExactly("shadowing", "promoted");
        assertThat(events.get(0).figures()).containsEntry("records", 100.0);
        assertThat(published).extracting(ModelMessage::key).containsExactly("d/C", "d");
        assertThat(published).allSatisfy(message -> {
            assertThat(message.artifact()).isEqualTo(NEW);
            assertThat(message.headers().role()).isEqualTo(ModelRole.CHAMPION);
            assertThat(message.headers().publisher()).isEqualTo("promote");
            assertThat(message.headers().parent()).isEqualTo("B");
        });
    }

    @Test
    void oneThatAlertsTooMuchIsDropped() {
        challengerC();
        take(counts(10 * MIN_RECORDS, true));
        watermark(SPAN);
        assertThat(reported()).containsExactly("shadowing", "dropped");
        assertThat(events.get(1).reason()).contains("1000 of 1000 records");
        assertThat(published).singleElement().satisfies(message -> {
            assertThat(message.key()).isEqualTo("d/C");
            assertThat(message.headers().role()).isEqualTo(ModelRole.DROPPED);
        });
        take(ended(1_100));
        assertThat(reported()).as("said already").hasSize(2);
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
        assertThat(reported()).containsExactly("shadowing", "promoted");
    }

    @Test
    void byHandTheFiguresAreReportedAndSomebodyDecides() {
        policy = policy(Duration.ofMillis(SPAN), false);
        challengerC();
        take(counts(MIN_RECORDS, false));
        watermark(SPAN);
        watermark(2 * SPAN);
        assertThat(reported()).containsExactly("shadowing");
        assertThat(events.get(0).reason()).contains("waits for promote or drop");
        command(Command.PROMOTE, "C");
        command(Command.DROP, null);
        assertThat(reported()).containsExactly("shadowing", "promoted", "failed");
        assertThat(published).extracting(ModelMessage::key).containsExactly("d/C", "d");
    }

    @Test
    void withoutASpanItRunsUntilSomebodySays() {
        policy = policy(null, true);
        challengerC();
        take(counts(MIN_RECORDS, false));
        watermark(Long.MAX_VALUE);
        assertThat(events).isEmpty();
        command(Command.DROP, null);
        assertThat(reported()).containsExactly("dropped");
    }

    @Test
    void theSpanBeginsWithEventTimeWhereThereWasNoneYet() {
        take(challenger(Long.MIN_VALUE));
        take(counts(MIN_RECORDS, false));
        watermark(5_000);
        watermark(5_000 + SPAN - 1);
        assertThat(events).isEmpty();
        watermark(5_000 + SPAN);
        assertThat(reported()).containsExactly("shadowing", "promoted");
    }

    @Test
    void countsOfOtherSubtasksMayComeBeforeTheChallengerAndAfterItsEnd() {
        take(counts(MIN_RECORDS, false));
        watermark(10 * SPAN);
        assertThat(events).isEmpty();
        challengerC();
        assertThat(memory.report.records).isEqualTo(MIN_RECORDS);
        take(ended(1));
        take(counts(1, false));
        assertThat(memory.challenger).isNull();
        assertThat(reported()).containsExactly("dropped");
    }

    @Test
    void aChallengerGoesWithTheChampionThatItRanBeside() {
        championB();
        challengerC();
        take(champion(7, "D", "B", new EncodedModel("B", "A", OLD)));
        assertThat(reported()).containsExactly("dropped");
        assertThat(published).extracting(message -> message.headers().role()).containsExactly(ModelRole.DROPPED);
        assertThat(memory.previous).isEqualTo("B");
    }

    @Test
    void rollbackPutsTheParentBack() {
        championB();
        command(Command.ROLLBACK, null);
        assertThat(published).extracting(ModelMessage::key).containsExactly("d/A", "d");
        assertThat(published).allSatisfy(message -> {
            assertThat(message.headers().publisher()).isEqualTo("rollback");
            assertThat(message.artifact()).isEqualTo(OLD);
        });
        assertThat(events).as("the scorers report it").isEmpty();
    }

    @Test
    void whatIsNotAtHandIsNamedWithTheCommandThatHasIt() {
        command(Command.ROLLBACK, null);
        championB();
        command(Command.ROLLBACK, "Z");
        command(Command.PROMOTE, "Y");
        command(Command.DROP, null);
        assertThat(published).isEmpty();
        assertThat(reported()).containsExactly("failed", "failed", "failed", "failed");
        assertThat(events.get(0).reason()).contains("models rollback MODEL");
        assertThat(events.get(1).reason()).contains("models rollback Z");
        assertThat(events.get(2).reason()).contains("models promote Y");
    }

    @Test
    void aRestartedScorersReportOfTheSameChampionChangesNothing() {
        championB();
        challengerC();
        take(champion(Long.MIN_VALUE, "B", "A", null));
        assertThat(memory.challenger).isEqualTo("C");
        assertThat(memory.previous).isEqualTo("A");
    }
}
