// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import static io.elbow.job.detect.ReadingStart.BEGINNING;
import static io.elbow.job.detect.ReadingStart.COMMITTED;
import static io.elbow.job.detect.ReadingStart.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.config.KafkaOptions.NewTopic;
import io.elbow.job.detect.ReadingStart.Asked;
import io.elbow.job.detect.ReadingStart.Plan;
import io.elbow.job.detect.ReadingStart.Span;
import io.elbow.job.detect.ReadingStart.Topic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReadingStartTest {
    private static final Span FIVE_HUNDRED = new Span(0, 500, NONE);

    private static Plan plan(Asked asked, String id, Span span, NewTopic onNewTopic) {
        return ReadingStart.of(List.of(asked), new Topic("r", id, Map.of(0, span)), onNewTopic);
    }

    @Test
    void theSameTopicIsReadOnWhereItWas() {
        Plan plan = plan(new Asked(0, 310, "A"), "A", FIVE_HUNDRED, NewTopic.BEGINNING);
        assertThat(plan)
                .isEqualTo(new Plan(
                        Map.of(0, 310L),
                        List.of(),
                        "reads topic r: partition 0 from offset 310 of 500; 190 records ahead",
                        null));
    }

    @Test
    void aTopicMadeAnewIsReadFromItsBeginning() {
        Plan plan = plan(new Asked(0, 310, "A"), "B", FIVE_HUNDRED, NewTopic.BEGINNING);
        assertThat(plan.offsets()).isEqualTo(Map.of(0, BEGINNING));
        assertThat(plan.warnings())
                .singleElement()
                .asString()
                .contains("topic r was deleted and made anew", "its id was A and is B", "read from its beginning");
        assertThat(plan.line()).contains("from offset 0 of 500; 500 records ahead");
    }

    @Test
    void aTopicMadeAnewIsRefusedOrReadOnIfTheYamlSaysSo() {
        Plan refused = plan(new Asked(0, 310, "A"), "B", FIVE_HUNDRED, NewTopic.REFUSE);
        assertThat(refused.refusal()).contains("made anew", "kafka.on-new-topic is refuse", "beginning");
        assertThat(refused.offsets()).isEmpty();

        Plan goesOn = plan(new Asked(0, 310, "A"), "B", FIVE_HUNDRED, NewTopic.CONTINUE);
        assertThat(goesOn.offsets()).isEqualTo(Map.of(0, 310L));
        assertThat(goesOn.warnings()).singleElement().asString().contains("made anew", "read on from the same offsets");
    }

    @Test
    void whereAnIdIsNotKnownThePositionHolds() {
        assertThat(plan(new Asked(0, 310, null), "B", FIVE_HUNDRED, NewTopic.REFUSE)
                        .offsets())
                .isEqualTo(Map.of(0, 310L));
        assertThat(plan(new Asked(0, 310, "A"), null, FIVE_HUNDRED, NewTopic.REFUSE)
                        .offsets())
                .isEqualTo(Map.of(0, 310L));
    }

    /** Kafka never takes a partition away, so this topic is another one, whether its id is known or not. */
    @Test
    void aPartitionThatIsGoneIsLeftOutAndShowsATopicMadeAnew() {
        List<Asked> both = List.of(new Asked(0, 310, "A"), new Asked(1, 7, "A"));
        Plan plan = ReadingStart.of(both, new Topic("r", "B", Map.of(0, FIVE_HUNDRED)), NewTopic.BEGINNING);
        assertThat(plan.offsets()).isEqualTo(Map.of(0, BEGINNING));
        assertThat(plan.warnings()).hasSize(1);

        Plan alone = ReadingStart.of(List.of(new Asked(1, 7, null)), new Topic("r", null, Map.of()), NewTopic.REFUSE);
        assertThat(alone.refusal()).contains("made anew").doesNotContain("null");
    }

    @Test
    void aPositionBehindTheEndIsSaidAndReadFromTheBeginning() {
        Plan plan = plan(new Asked(0, 310, null), null, new Span(0, 190, NONE), NewTopic.BEGINNING);
        assertThat(plan.warnings()).singleElement().asString().contains("ends at offset 190 but was read up to 310");
        assertThat(plan.line()).contains("from offset 0 of 190; 190 records ahead");
    }

    @Test
    void recordsThatRetentionRemovedUnreadAreCounted() {
        Plan plan = plan(new Asked(0, 310, "A"), "A", new Span(2_000, 2_500, NONE), NewTopic.BEGINNING);
        assertThat(plan.warnings()).singleElement().asString().startsWith("1,690 records of partition 0 of topic r");
        assertThat(plan.line()).contains("from offset 2000 of 2500; 500 records ahead");
    }

    @Test
    void withoutStateTheGroupsOffsetsCountElseTheOldestRecord() {
        assertThat(plan(new Asked(0, COMMITTED, null), "A", new Span(10, 500, 310), NewTopic.BEGINNING)
                        .line())
                .contains("from offset 310 of 500; 190 records ahead");
        assertThat(plan(new Asked(0, COMMITTED, null), "A", new Span(10, 500, NONE), NewTopic.BEGINNING)
                        .line())
                .contains("from offset 10 of 500; 490 records ahead");
        assertThat(plan(new Asked(0, COMMITTED, null), "A", new Span(10, 500, 310), NewTopic.BEGINNING)
                        .offsets())
                .isEqualTo(Map.of(0, COMMITTED));
    }

    @Test
    void manyPartitionsAreOneLine() {
        Map<Integer, Span> spans = new HashMap<>();
        IntStream.range(0, 100).forEach(partition -> spans.put(partition, FIVE_HUNDRED));
        List<Asked> asked = IntStream.range(0, 100)
                .mapToObj(partition -> new Asked(partition, 400, "A"))
                .toList();
        Plan plan = ReadingStart.of(asked, new Topic("r", "A", spans), NewTopic.BEGINNING);
        assertThat(plan.line()).contains("partition 7 from", "and 92 more; 10,000 records ahead");
        assertThat(plan.offsets()).hasSize(100);
    }
}
