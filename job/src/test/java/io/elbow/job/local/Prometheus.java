// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real Prometheus of the machine, which scrapes once a second and evaluates the project's own rules. */
final class Prometheus implements AutoCloseable {
    private static final Path RULES = Path.of("..", "docker", "prometheus", "rules");
    private static final Duration START = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final Process process;
    private final String address;

    private Prometheus(Process process, String address) {
        this.process = process;
        this.address = address;
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    static Prometheus scraping(Path folder, int elbowPort, int flinkPort) throws IOException {
        MachineTools.assume("prometheus", "prometheus");
        String yaml = """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: ['%s/*.rules.yml']
                scrape_configs:
                  - {job_name: elbow, static_configs: [{targets: ['127.0.0.1:%d']}]}
                  - {job_name: flink, static_configs: [{targets: ['127.0.0.1:%d']}]}
                """.formatted(RULES.toAbsolutePath().normalize(), elbowPort, flinkPort);
        Path config = Files.writeString(folder.resolve("prometheus.yml"), yaml);
        String address = LoopbackPorts.HOST + ":" + TestPorts.free();
        Process process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("tsdb"),
                        "--web.listen-address=" + address)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.out").toFile())
                .start();
        Prometheus prometheus = new Prometheus(process, address);
        Awaitility.await("Prometheus and both its targets")
                .atMost(START)
                .ignoreExceptions()
                .until(() -> prometheus
                                .query("sum(up)", Instant.now())
                                .path(0)
                                .path("value")
                                .path(1)
                                .asInt()
                        == 2);
        return prometheus;
    }

    /** The samples of an instant query. Throws if Prometheus refuses the expression. */
    JsonNode query(String expression, Instant at) {
        String query = "query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8) + "&time="
                + at.toEpochMilli() / 1000.0;
        try {
            HttpResponse<byte[]> response = http.send(
                    HttpRequest.newBuilder(URI.create("http://" + address + "/api/v1/query?" + query))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            JsonNode answer = json.readTree(response.body());
            if (!"success".equals(answer.path("status").asText())) {
                throw new IllegalStateException(
                        expression + ": " + answer.path("error").asText());
            }
            return answer.path("data").path("result");
        } catch (IOException e) {
            throw new IllegalStateException(expression, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(expression, e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(START.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
