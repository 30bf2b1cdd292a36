// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads the scrape endpoints on a range of ports, one for each JVM. */
record ScrapedMeters(int firstPort, int lastPort) {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** Finds that many consecutive free ports. */
    static ScrapedMeters onFreePorts(int count) {
        int first = TestPorts.free(count);
        return new ScrapedMeters(first, first + count - 1);
    }

    /** The range in the format of metrics.port. */
    String range() {
        return firstPort + "-" + lastPort;
    }

    /** The sum of a counter over all other labels, at each endpoint that answers. */
    List<Double> counts(String meter, String... labels) throws InterruptedException {
        List<Double> counts = new ArrayList<>();
        HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
        for (int port = firstPort; port <= lastPort; port++) {
            URI uri = URI.create("http://" + LoopbackPorts.HOST + ":" + port + "/metrics");
            try {
                counts.add(count(
                        http.send(
                                        HttpRequest.newBuilder(uri)
                                                .timeout(TIMEOUT)
                                                .build(),
                                        HttpResponse.BodyHandlers.ofString())
                                .body(),
                        meter,
                        labels));
            } catch (IOException e) {
                // No JVM uses this port.
            }
        }
        return counts;
    }

    private static double count(String text, String meter, String... labels) {
        return text.lines()
                .filter(line -> line.startsWith(meter + "{"))
                .filter(line -> List.of(labels).stream().allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
