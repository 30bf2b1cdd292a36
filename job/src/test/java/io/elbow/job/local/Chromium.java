// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The machine's Chromium without a window, controlled through the DevTools protocol. */
final class Chromium implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final int port;

    private Chromium(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts the browser.
     *
     * @param folder for its profile
     */
    static Chromium start(Path folder) throws IOException {
        MachineTools.assume("chromium", "chromium");
        Path profile = Files.createDirectories(folder.resolve("chromium"));
        Process process = new ProcessBuilder(
                        "chromium",
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-background-networking",
                        "--no-first-run",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "--window-size=1280,1200",
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("chromium.out").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process)));
        Path portFile = profile.resolve("DevToolsActivePort");
        Awaitility.await("Chromium")
                .atMost(START)
                .ignoreExceptions()
                .until(() -> Files.readAllLines(portFile).size() >= 2);
        List<String> lines = Files.readAllLines(portFile);
        return new Chromium(process, Integer.parseInt(lines.get(0)));
    }

    /** Opens a new empty tab. */
    BrowserTab open() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/new?about:blank"))
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build();
        JsonNode tab = JSON.readTree(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        return BrowserTab.connect(
                http, URI.create(tab.path("webSocketDebuggerUrl").asText()));
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public void close() throws InterruptedException {
        end(process);
        process.waitFor(START.toSeconds(), TimeUnit.SECONDS);
    }
}
