// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.config.ConfigLoader;
import io.elbow.config.DetectorConfig;
import io.elbow.job.operator.TestingModels;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests are answered, and how; without a viewer no broker is contacted. */
class PageServerTest {
    private static final DetectorConfig CONFIG = ConfigLoader.parse("""
            name: d
            kafka: {bootstrap-servers: "127.0.0.1:1", topics: {records: r, alerts: a, models: m, dead-letters: l}}
            """, "test", Map.of());

    private PageServer server;
    private URI address;

    @BeforeEach
    void serve() {
        server = PageServer.start(CONFIG, TestingModels.model(1, 1), 0);
        address = URI.create(server.address());
    }

    @AfterEach
    void close() {
        server.close();
    }

    /** The unparsed answer to a request that is sent exactly as given. */
    private String ask(String method, String path, String host) throws IOException {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            String request = method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:80", "127.0.0.1:8090", "[::1]:8090"})
    void aBrowserOfThisMachineIsAnswered(String host) throws IOException {
        assertThat(ask("GET", "/", host)).startsWith("HTTP/1.1 200").contains("<title>Elbow</title>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "localhost.evil.example:8090",
                "127.0.0.1.evil.example",
                "0.0.0.0:8090",
                "10.0.0.1"
            })
    void aForeignNameOfThisMachineIsRefused(String host) throws IOException {
        assertThat(ask("GET", "/", host)).startsWith("HTTP/1.1 403");
        assertThat(ask("GET", "/events", host)).startsWith("HTTP/1.1 403");
    }

    @Test
    void nothingInlineAndNothingFromElsewhereMayRun() throws IOException {
        String answer = ask("GET", "/", "localhost");
        assertThat(answer).contains("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'");
        assertThat(answer).doesNotContain("unsafe", "http://", "https://", "onclick", "style=", "<style");
        Matcher linked = Pattern.compile("(?:src|href)=\"([^\"#][^\"]*)\"").matcher(answer);
        while (linked.find()) {
            if (!linked.group(1).equals("data:,")) {
                assertThat(ask("GET", "/" + linked.group(1), "localhost")).startsWith("HTTP/1.1 200");
            }
        }
        assertThat(ask("GET", "/page.js", "localhost"))
                .contains("from './chart.js'")
                .doesNotContain("innerHTML", "insertAdjacentHTML", "document.write", "outerHTML");
        assertThat(ask("GET", "/chart.js", "localhost"))
                .startsWith("HTTP/1.1 200")
                .doesNotContain("innerHTML");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /nothing, 404",
        "GET, /../page.html, 404",
        "GET, /page/page.html, 404",
        "POST, /, 405",
        "HEAD, /, 405",
        "GET, /events?key=%ZZ, 400"
    })
    void anUnknownPathIsAnsweredWithTheRightOne(String method, String path, int status) throws IOException {
        assertThat(ask(method, path, "localhost")).startsWith("HTTP/1.1 " + status);
    }

    @Test
    @Timeout(30)
    void whoWantsOnePictureGetsItAndTheStreamEnds() throws IOException {
        String answer = ask("GET", "/events?once&key=a", "localhost");
        assertThat(answer).startsWith("HTTP/1.1 200").contains("event: hello", "event: totals", "event: state");
        assertThat(answer.substring(answer.lastIndexOf("event:"))).startsWith("event: end\n");
        assertThat(answer).as("nobody is to come again").doesNotContain("retry:");
    }

    @Test
    void onceIsAskedForByName() {
        assertThat(PageRequest.isOnce(null)).isFalse();
        assertThat(PageRequest.isOnce("key=once")).isFalse();
        assertThat(PageRequest.isOnce("key=a&once")).isTrue();
        assertThat(PageRequest.isOnce("once=1")).isTrue();
    }

    @Test
    void aPortInUseIsReplacedByAFreeOne() {
        try (PageServer second = PageServer.start(CONFIG, TestingModels.model(1, 1), address.getPort())) {
            assertThat(second.address()).startsWith("http://127.0.0.1:").isNotEqualTo(server.address());
        }
    }

    @Test
    void theKeyComesFromTheQueryAndMayBeEmpty() {
        assertThat(PageRequest.key(null)).isEmpty();
        assertThat(PageRequest.key("x=1&keys=2")).isEmpty();
        assertThat(PageRequest.key("x=1&key=")).contains("");
        assertThat(PageRequest.key("key=a%26b%3D%C3%A9+c")).contains("a&b=\u00e9 c");
        assertThatThrownBy(() -> PageRequest.key("key=" + "k".repeat(9_000))).hasMessageContaining("8192");
    }

    @Test
    void aBudgetIsRenewedEverySecond() {
        ScoreBudget budget = new ScoreBudget(100);
        budget.take(99, 5_000);
        assertThat(budget.isSpent(5_500)).isFalse();
        budget.take(1, 5_600);
        assertThat(budget.isSpent(5_999)).isTrue();
        assertThat(budget.isSpent(6_000)).isFalse();
        budget.take(500, 6_100);
        assertThat(budget.isSpent(1_000)).as("the clock was set back").isFalse();
    }
}
