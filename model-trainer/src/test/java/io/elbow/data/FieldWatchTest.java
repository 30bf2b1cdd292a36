// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.config.RecordOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldWatchTest {
    private static final RecordOptions OPTIONS =
            new RecordOptions("host", null, List.of(), 100_000, Duration.ofDays(1));

    private final List<String> heard = new ArrayList<>();
    private final RecordParser parser = new RecordParser(OPTIONS, List.of("cpu", "net.sent"));
    private final FieldWatch watch = parser.watch(new FieldWatch.Listener() {
        @Override
        public void unused(List<String> fields) {
            heard.add("unused " + fields);
        }

        @Override
        public void came(String field) {
            heard.add("came " + field);
        }

        @Override
        public void gone(String feature) {
            heard.add("gone " + feature);
        }

        @Override
        public void back(String feature) {
            heard.add("back " + feature);
        }
    });

    private void records(int count, String json) {
        for (int i = 0; i < count; i++) {
            ParseResult result = parser.parse(null, json.getBytes(StandardCharsets.UTF_8), 5, watch);
            assertThat(result).isInstanceOf(ParseResult.Parsed.class);
        }
    }

    @Test
    void whatIsNotTakenFromTheStartIsToldTogether() {
        records(
                FieldWatch.SETTLED,
                "{\"host\":\"a\",\"cpu\":1,\"net\":{\"sent\":2,\"lost\":0},\"up\":1,\"note\":\"x\"}");
        assertThat(heard).containsExactly("unused [net.lost, up]");
    }

    @Test
    void aColumnThatComesIsToldWithItsFirstRecordAndOnce() {
        records(2 * FieldWatch.SETTLED, "{\"host\":\"a\",\"cpu\":1,\"net\":{\"sent\":2}}");
        assertThat(heard).isEmpty();
        records(2 * FieldWatch.SETTLED, "{\"host\":\"a\",\"cpu\":1,\"net\":{\"sent\":2},\"disk\":3}");
        assertThat(heard).containsExactly("came disk");
    }

    @Test
    void aFeatureThatGoesIsToldOnceUntilItIsBack() {
        records(10, "{\"host\":\"a\",\"cpu\":1,\"net\":{\"sent\":2}}");
        records(3 * FieldWatch.SETTLED, "{\"host\":\"a\",\"cpu\":1}");
        assertThat(heard).containsExactly("gone net.sent");
        records(1, "{\"host\":\"a\",\"cpu\":1,\"net.sent\":2}");
        records(FieldWatch.SETTLED - 1, "{\"host\":\"a\",\"cpu\":1}");
        assertThat(heard).containsExactly("gone net.sent", "back net.sent");
    }

    @Test
    void aFeatureThatSomeKeysLackIsNotGone() {
        for (int i = 0; i < FieldWatch.SETTLED; i++) {
            records(FieldWatch.SETTLED - 1, "{\"host\":\"a\",\"cpu\":1}");
            records(1, "{\"host\":\"b\",\"cpu\":1,\"net\":{\"sent\":2}}");
        }
        assertThat(heard).isEmpty();
    }

    @Test
    void noMoreFieldsAreNamedThanThereIsRoomFor() {
        records(FieldWatch.SETTLED, "{\"host\":\"a\",\"cpu\":1,\"net\":{\"sent\":2}}");
        String longName = "y".repeat(10_000);
        for (int i = 0; i < 3 * FieldWatch.MOST_NAMED; i++) {
            records(1, "{\"host\":\"a\",\"cpu\":1,\"net\":{\"sent\":2},\"x" + i + "\":1,\"" + longName + "\":1}");
        }
        assertThat(heard).hasSize(FieldWatch.MOST_NAMED).allMatch(line -> line.startsWith("came x"));
    }
}
