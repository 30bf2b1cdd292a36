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
import java.util.ArrayList;
import java.util.List;

/** Queries Flink's REST endpoint. */
final class FlinkRest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final String address;

    FlinkRest(int port) {
        address = "http://" + LoopbackPorts.HOST + ":" + port;
    }

    /** Number of slots that no job uses; -1 while the endpoint is not up. */
    int freeSlots() throws InterruptedException {
        try {
            return get("/overview").path("slots-available").asInt(-1);
        } catch (IOException e) {
            return -1;
        }
    }

    /** For each TaskManager, the memory for tasks apart from heap and managed memory, bytes. */
    List<Long> taskOffHeapBytes() throws IOException, InterruptedException {
        List<Long> bytes = new ArrayList<>();
        for (JsonNode taskManager : get("/taskmanagers").path("taskmanagers")) {
            bytes.add(get("/taskmanagers/" + taskManager.path("id").asText())
                    .path("memoryConfiguration")
                    .path("taskOffHeap")
                    .asLong());
        }
        return bytes;
    }

    /** The job's state, such as RUNNING. */
    String state(String job) throws IOException, InterruptedException {
        return get("/jobs/" + job).path("state").asText();
    }

    /** Jobs that have not ended. */
    List<String> unended() throws IOException, InterruptedException {
        List<String> jobs = new ArrayList<>();
        for (JsonNode job : get("/jobs/overview").path("jobs")) {
            if (job.path("end-time").asLong() < 0) {
                jobs.add(job.path("jid").asText());
            }
        }
        return jobs;
    }

    /** Cancels a job, whatever its state. */
    void cancel(String job) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(uri("/jobs/" + job + "?mode=cancel"))
                .method("PATCH", HttpRequest.BodyPublishers.noBody()));
    }

    /** The failures of the job so far, the newest first. */
    List<String> failures(String job) throws IOException, InterruptedException {
        List<String> failures = new ArrayList<>();
        for (JsonNode entry :
                get("/jobs/" + job + "/exceptions").path("exceptionHistory").path("entries")) {
            failures.add(entry.path("stacktrace").asText());
        }
        return failures;
    }

    /** Starts a checkpoint and returns the id for {@link #checkpointState}. */
    String beginCheckpoint(String job) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri("/jobs/" + job + "/checkpoints"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{}")))
                .path("request-id")
                .asText();
    }

    CheckpointState checkpointState(String job, String request) throws IOException, InterruptedException {
        JsonNode answer = get("/jobs/" + job + "/checkpoints/" + request);
        if (!answer.path("status").path("id").asText().equals("COMPLETED")) {
            return CheckpointState.PENDING;
        }
        return answer.path("operation").has("failure-cause") ? CheckpointState.FAILED : CheckpointState.COMPLETE;
    }

    enum CheckpointState {
        PENDING,
        COMPLETE,
        FAILED
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)).GET());
    }

    private URI uri(String path) {
        return URI.create(address + path);
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 400) {
            throw new IOException(answer.uri() + " answers " + answer.statusCode() + ": " + answer.body());
        }
        return JSON.readTree(answer.body());
    }
}
