// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsServerTest {
    private static final String LOCAL = "127.0.0.1";

    @BeforeEach
    @AfterEach
    void reset() {
        MetricsServer.reset();
    }

    @Test
    void servesTheMetersAndItsHealth() throws Exception {
        MetricsServer server = MetricsServer.start(0, 0, LOCAL);
        MetricsServer.meters("d").warmingUp();
        HttpResponse<String> metrics = get(server.port(), "/metrics");
        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
        assertThat(metrics.body()).contains("elbow_records_total{detector=\"d\",outcome=\"warming_up\"");
        assertThat(get(server.port(), "/health").body()).isEqualTo("{\"status\":\"up\"}");
    }

    @Test
    void startsOnceAndSharesTheMeters() {
        MetricsServer server = MetricsServer.start(0, 0, LOCAL);
        assertThat(MetricsServer.start(1, 1, "elsewhere")).isSameAs(server);
        assertThat(MetricsServer.meters("d")).isSameAs(MetricsServer.meters("d"));
    }

    @Test
    void takesTheFirstFreePortOfTheRange() throws IOException {
        try (ServerSocket taken = taken()) {
            int first = taken.getLocalPort();
            MetricsServer server = MetricsServer.start(first, first + 50, LOCAL);
            assertThat(server.port()).isBetween(first + 1, first + 50);
        }
    }

    @Test
    void namesTheAddressAndThePortsWhenNoneIsFree() throws IOException {
        try (ServerSocket taken = taken()) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> MetricsServer.start(port, port, LOCAL))
                    .isInstanceOf(MetricsPortException.class)
                    .hasMessageContaining(LOCAL)
                    .hasMessageContaining("port " + port)
                    .hasMessageContaining("set metrics.port");
        }
    }

    @Test
    void namesTheAddressThatDoesNotExist() {
        assertThatThrownBy(() -> MetricsServer.start(0, 0, "no-such-host.invalid"))
                .isInstanceOf(MetricsPortException.class)
                .hasMessageContaining("no-such-host.invalid")
                .hasMessageContaining("metrics.bind");
    }

    @Test
    void itsThreadsDoNotKeepTheJvmAlive() throws Exception {
        get(MetricsServer.start(0, 0, LOCAL).port(), "/health");
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().contains("HTTP-Dispatcher")
                        || thread.getName().equals("elbow-metrics"))
                .isNotEmpty()
                .allMatch(Thread::isDaemon);
    }

    private static ServerSocket taken() throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.bind(new InetSocketAddress(InetAddress.getByName(LOCAL), 0));
        return socket;
    }

    private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + LOCAL + ":" + port + path))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
