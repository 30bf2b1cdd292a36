// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

/**
 * The JVM's one registry and its scrape endpoint: {@code /metrics} in the Prometheus text format, {@code /health}.
 *
 * <p>Static on purpose: it lives in the class loader that outlives jobs, so that a restarted job and several jobs of
 * one JVM share registry and port. All threads are daemons; nothing needs to be closed.
 */
public final class MetricsServer {
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final PrometheusMeterRegistry REGISTRY = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private static final Map<String, ElboMeters> METERS = new ConcurrentHashMap<>();

    private static MetricsServer running;

    private final HttpServer http;
    private final ExecutorService executor;

    private MetricsServer(HttpServer http, ExecutorService executor) {
        this.http = http;
        this.executor = executor;
    }

    /**
     * Listens on the first free port of the range. It starts once a JVM: a later call returns the same server, whatever
     * it asks for.
     *
     * @param bind host name or address to listen on
     * @throws MetricsPortException if no port of the range is free or the address is not this machine's
     */
    public static synchronized MetricsServer start(int firstPort, int lastPort, String bind) {
        if (running == null) {
            running = listen(firstPort, lastPort, bind);
        }
        return running;
    }

    /** The detector's meters: the same instance for every task of the JVM, whether the endpoint is started or not. */
    public static ElboMeters meters(String detector) {
        return METERS.computeIfAbsent(detector, name -> new ElboMeters(REGISTRY, name));
    }

    /** The meters of the detector's alert budget, which appear with this call. */
    public static BudgetMeters budgetMeters(String detector) {
        return new BudgetMeters(REGISTRY, detector);
    }

    /** The registry that is served. */
    public static PrometheusMeterRegistry registry() {
        return REGISTRY;
    }

    /** Stops listening and forgets every meter. For tests. */
    public static synchronized void reset() {
        if (running != null) {
            running.http.stop(0);
            running.executor.shutdownNow();
            running = null;
        }
        METERS.clear();
        REGISTRY.clear();
    }

    /** The port that the server listens on. */
    public int port() {
        return http.getAddress().getPort();
    }

    private static MetricsServer listen(int firstPort, int lastPort, String bind) {
        HttpServer http = bind(firstPort, lastPort, bind);
        ExecutorService executor = Executors.newFixedThreadPool(2, daemons());
        http.setExecutor(executor);
        http.createContext("/metrics", exchange -> answer(exchange, PROMETHEUS_TEXT, REGISTRY::scrape));
        http.createContext("/health", exchange -> answer(exchange, "application/json", () -> "{\"status\":\"up\"}"));
        startFromADaemon(http);
        return new MetricsServer(http, executor);
    }

    private static HttpServer bind(int firstPort, int lastPort, String bind) {
        IOException last = null;
        for (int port = firstPort; port <= lastPort; port++) {
            try {
                return HttpServer.create(new InetSocketAddress(bind, port), 0);
            } catch (IOException e) {
                last = e;
            }
        }
        String ports = firstPort == lastPort ? "port " + firstPort : "any port of " + firstPort + "-" + lastPort;
        String reason = last == null ? "the range is empty" : last.getMessage();
        throw new MetricsPortException(
                "metrics cannot listen on " + bind + ", " + ports + " (" + reason
                        + "): set metrics.port to a free port or a range, and metrics.bind to an address of this machine",
                last);
    }

    private static void answer(HttpExchange exchange, String contentType, Supplier<String> text) throws IOException {
        try (exchange) {
            byte[] body = text.get().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", contentType);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** Starts the server from a daemon thread: its own thread inherits that, and the class loader. */
    private static void startFromADaemon(HttpServer http) {
        Thread starter = daemons().newThread(http::start);
        starter.start();
        try {
            starter.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ThreadFactory daemons() {
        return task -> {
            Thread thread = new Thread(task, "elbow-metrics");
            thread.setDaemon(true);
            // The thread must not hold a job's class loader for as long as the JVM lives.
            thread.setContextClassLoader(MetricsServer.class.getClassLoader());
            return thread;
        };
    }
}
