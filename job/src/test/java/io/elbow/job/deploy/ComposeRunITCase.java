// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.elbow.job.event.Alert;
import io.elbow.job.local.EmbeddedBroker;
import io.elbow.job.local.TestPorts;
import io.elbow.job.pipeline.AlertsSeen;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The compose demo without Docker, from its own file. Not run here: the Kafka image (a broker in this JVM stands for
 * it), Grafana (no registry has it), and whatever is the images' base and their pulling.
 */
@Tag("soak")
class ComposeRunITCase {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir
    Path folder;

    @Test
    void theDemoAlertsAndPrometheusSeesIt() throws Exception {
        DeployFiles.assumeProgram("wget", "wget");
        DeployFiles.assumeProgram("prometheus", "prometheus");
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0)) {
            Map<String, String> addresses = addresses(broker.bootstrapServers());
            try (ComposeHost host = new ComposeHost(folder, addresses, flinkSettings())) {
                List<String> natives = files(host.natives());
                for (String service : host.startOrder(List.of("kafka", "grafana", "replay"))) {
                    bringUp(host, service);
                }
                host.start("replay");
                awaitAlert(broker, host);
                awaitScored(addresses.get("127.0.0.1:9090"), host);
                assertThat(files(host.natives()))
                        .as("nothing is fetched or unpacked at run time")
                        .isEqualTo(natives);
            }
        }
    }

    private static void bringUp(ComposeHost host, String service) throws Exception {
        if (host.ends(service)) {
            host.runToEnd(service);
        } else {
            host.start(service);
            await(service).atMost(PATIENCE).until(() -> host.healthy(service));
        }
    }

    private static void awaitAlert(EmbeddedBroker broker, ComposeHost host) throws IOException {
        try (AlertsSeen alerts = new AlertsSeen(broker.bootstrapServers(), "metrics-alerts", "read_committed")) {
            await().atMost(PATIENCE).until(() -> !alerts.now().isEmpty());
            Alert first = alerts.now().get(0);
            assertThat(first.detector()).isEqualTo("demo");
            assertThat(first.status()).isEqualTo("open");
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("no alert: " + host.tail("taskmanager-1") + host.tail("replay"), e);
        }
    }

    private static void awaitScored(String prometheus, ComposeHost host) throws IOException {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + prometheus
                        + "/api/v1/query?query=sum(elbow_records_total%7Boutcome=%22scored%22%7D)%3E0"))
                .build();
        try {
            await().atMost(PATIENCE)
                    .until(() -> http.send(request, HttpResponse.BodyHandlers.ofString())
                            .body()
                            .contains("\"value\""));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "Prometheus sees nothing scored: " + host.tail("prometheus") + host.tail("taskmanager-1")
                            + host.tail("taskmanager-2"),
                    e);
        }
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(Path::toString).sorted().toList();
        }
    }

    /** More telling ones first. */
    private static Map<String, String> addresses(String kafka) {
        Map<String, String> addresses = new LinkedHashMap<>();
        int metrics = TestPorts.free(2);
        addresses.put("kafka:19092", kafka);
        addresses.put("port: 9250", "port: " + metrics + "-" + (metrics + 1));
        addresses.put("taskmanager-1:9250", "127.0.0.1:" + metrics);
        addresses.put("taskmanager-2:9250", "127.0.0.1:" + (metrics + 1));
        for (String service : List.of("jobmanager", "taskmanager-1", "taskmanager-2")) {
            addresses.put(service + ":9249", "127.0.0.1:" + TestPorts.free());
        }
        addresses.put("127.0.0.1:9090", "127.0.0.1:" + TestPorts.free());
        return addresses;
    }

    private static Map<String, String> flinkSettings() {
        int rest = TestPorts.free();
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("jobmanager.rpc.port", Integer.toString(TestPorts.free()));
        settings.put("rest.port", Integer.toString(rest));
        settings.put("rest.bind-port", Integer.toString(rest));
        for (String address :
                List.of("rest.bind-address", "jobmanager.bind-host", "taskmanager.host", "taskmanager.bind-host")) {
            settings.put(address, "127.0.0.1");
        }
        return settings;
    }
}
