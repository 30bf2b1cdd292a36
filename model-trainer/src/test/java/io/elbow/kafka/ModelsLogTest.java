// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.protocol.ModelHeaders;
import io.elbow.protocol.ModelMessage;
import io.elbow.protocol.ModelRole;
import io.elbow.protocol.ModelsTopicProtocol;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ModelsLogTest {
    private long offset;

    @Test
    void theNewestMessageUnderTheDetectorsKeyIsTheChampion() {
        ModelsLog log = new ModelsLog("metrics");
        log.take(message("metrics", 1));
        log.take(message("metrics/1", 1));
        log.take(message("metrics", 2));
        assertThat(log.champion().orElseThrow().artifact()).containsExactly(2);
        assertThat(log.kept()).extracting(ModelMessage::key).containsExactly("metrics/1");
    }

    @Test
    void aTombstoneRemoves() {
        ModelsLog log = new ModelsLog("metrics");
        log.take(message("metrics", 1));
        log.take(message("metrics/1", 1));
        log.take(tombstone("metrics"));
        log.take(tombstone("metrics/1"));
        assertThat(log.champion()).isEmpty();
        assertThat(log.kept()).isEmpty();
    }

    @Test
    void otherDetectorsOfTheTopicAreIgnored() {
        ModelsLog log = new ModelsLog("metrics");
        log.take(message("metrics-2", 1));
        log.take(message("metrics-2/1", 1));
        log.take(message("", 1));
        assertThat(log.champion()).isEmpty();
        assertThat(log.kept()).isEmpty();
    }

    @Test
    void aModelThatIsPublishedAgainIsTheNewest() {
        ModelsLog log = new ModelsLog("metrics");
        log.take(message("metrics/1", 1));
        log.take(message("metrics/2", 2));
        log.take(message("metrics/1", 1));
        assertThat(log.kept()).extracting(ModelMessage::key).containsExactly("metrics/1", "metrics/2");
        assertThat(surplus(log, "metrics/2", 1)).containsExactly("metrics/1");
    }

    @Property(seed = "20260101")
    void publishingKeepsTheLastDistinctModelsAndNoMore(
            @ForAll @Size(max = 30) List<@IntRange(max = 8) Integer> published,
            @ForAll @IntRange(min = 1, max = 5) int keep) {
        ModelsLog log = new ModelsLog("metrics");
        for (int model : published) {
            String key = "metrics/" + model;
            surplus(log, key, keep).forEach(old -> log.take(tombstone(old)));
            log.take(message(key, model));
        }
        List<String> lastDistinct = new ArrayList<>();
        for (int i = published.size() - 1; i >= 0 && lastDistinct.size() < keep; i--) {
            String key = "metrics/" + published.get(i);
            if (!lastDistinct.contains(key)) {
                lastDistinct.add(key);
            }
        }
        assertThat(log.kept()).hasSizeLessThanOrEqualTo(keep);
        // A message that was dropped does not come back, so fewer may be kept than there were distinct ones lately.
        assertThat(lastDistinct)
                .startsWith(log.kept().stream()
                        .map(ModelMessage::key)
                        .limit(published.isEmpty() ? 0 : 1)
                        .toArray(String[]::new));
        assertThat(lastDistinct)
                .containsAll(log.kept().stream().map(ModelMessage::key).toList());
    }

    private static List<String> surplus(ModelsLog log, String newKey, int keep) {
        List<String> oldestFirst =
                new ArrayList<>(log.kept().stream().map(ModelMessage::key).toList());
        Collections.reverse(oldestFirst);
        return ModelsTopicProtocol.surplus(oldestFirst, List.of(newKey), null, keep);
    }

    private ModelMessage message(String key, int content) {
        ModelHeaders headers = ModelHeaders.of(ModelRole.CHAMPION, null, "test");
        return new ModelMessage(key, new byte[] {(byte) content}, headers, offset++, 0);
    }

    private ModelMessage tombstone(String key) {
        return new ModelMessage(key, null, ModelHeaders.NONE, offset++, 0);
    }
}
