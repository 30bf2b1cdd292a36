// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks Flink's REST endpoint whether every task of a job runs. */
final class RunningTasks {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final HttpRequest request;

    RunningTasks(int restPort, String jobId) {
        request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + restPort + "/jobs/" + jobId))
                .timeout(TIMEOUT)
                .build();
    }

    boolean allRunning() throws InterruptedException {
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            JsonNode vertices = JSON.readTree(answer.body()).path("vertices");
            boolean all = !vertices.isEmpty();
            for (JsonNode vertex : vertices) {
                all &= vertex.path("status").asText().equals("RUNNING");
            }
            return all;
        } catch (IOException e) {
            // The endpoint is not up yet.
            return false;
        }
    }
}
