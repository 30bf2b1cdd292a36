// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.elbow.job.event.Alert;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The messages to the page, whatever the stream holds. */
class PageJsonTest {
    private static final String HOSTILE =
            "</script><img src=x onerror=alert(1)>\r\n\r\nevent: totals\ndata: {}\u2028\0";

    private static JsonNode parse(String json) throws IOException {
        return new ObjectMapper().readTree(json);
    }

    @Test
    void aHostileKeyStaysOneLineOfJson() throws IOException {
        PageUpdate update = new PageUpdate(
                true,
                HOSTILE,
                List.of(),
                List.of(),
                List.of(),
                List.of(new KeyRow(HOSTILE, true, 1, 2, null)),
                HOSTILE,
                0);
        String json = PageJson.state(update);
        assertThat(json).doesNotContain("\n", "\r");
        assertThat(parse(json).path("key").asText()).isEqualTo(HOSTILE);
        assertThat(parse(json).at("/top/0/key").asText()).isEqualTo(HOSTILE);
        String alerts = PageJson.alerts(List.of(PageStateTest.alert(HOSTILE, HOSTILE, Alert.OPEN)));
        assertThat(alerts).doesNotContain("\n", "\r");
        assertThat(parse(alerts).at("/alerts/0/key").asText()).isEqualTo(HOSTILE);
    }

    @Test
    void anAlertHasItsFeaturesWithValueExpectedAndExcess() throws IOException {
        JsonNode feature = parse(PageJson.alerts(List.of(PageStateTest.alert("k", "i", Alert.OPEN))))
                .at("/alerts/0/features/0");
        assertThat(feature.path("name").asText()).isEqualTo("cpu");
        assertThat(feature.path("value").asDouble()).isEqualTo(0.9);
        assertThat(feature.path("expected").asDouble()).isEqualTo(0.2);
        assertThat(feature.path("excess").asDouble()).isEqualTo(19);
    }

    @Test
    void aNumberThatIsNotFiniteIsNull() throws IOException {
        JsonNode point = parse(PageJson.points(
                        List.of(new Point(7, Double.NaN, Double.POSITIVE_INFINITY, Double.NaN, 0.5, true))))
                .at("/points/0");
        assertThat(point.toString()).isEqualTo("[7,null,null,null,0.5,1]");
    }

    @Test
    void anEventIsFramedByLines() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        EventStream stream = new EventStream(out);
        stream.retryAfter(1_000);
        stream.send("hello", "{}");
        stream.send("text", "one\nevent: forged\n\ntwo");
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("retry: 1000\n\nevent: hello\ndata: {}\n\n"
                        + "event: text\ndata: one\ndata: event: forged\ndata: \ndata: two\n\n");
    }
}
