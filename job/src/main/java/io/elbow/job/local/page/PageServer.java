// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.elbow.artifact.ModelArtifact;
import io.elbow.config.DetectorConfig;
import io.elbow.config.KafkaOptions.Topics;
import io.elbow.job.metrics.MetricsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Serves the page of a detector on this machine's loopback address: a few files, and {@code /events}, a stream of
 * updates to which a browser reconnects by itself. It keeps running when the job restarts; without a viewer it does
 * nothing.
 */
public final class PageServer implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final int VIEWERS = 16;
    private static final long PUSH_MILLIS = 250;
    private static final int TOTALS_EVERY = 4;
    private static final long RETRY_MILLIS = 1000;

    /** How long a client that wants one picture waits for the topics to be read. */
    private static final long PICTURE_NANOS = 5_000_000_000L;

    private final DetectorConfig config;
    private final HttpServer http;
    private final ExecutorService executor;
    private final PageState state;
    private final PageFeed feed;
    private final Semaphore viewers = new Semaphore(VIEWERS);
    private final CountDownLatch closed = new CountDownLatch(1);

    private PageServer(DetectorConfig config, ModelFacts first, HttpServer http) {
        this.config = config;
        this.http = http;
        state = new PageState(first);
        feed = new PageFeed(config, state);
        executor = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "elbow-page");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Starts serving the page.
     *
     * @param config with the address of the broker in use
     * @param first the model that the job began with; it need not be on the models topic
     * @param port used if it is free, else any other; 0: any
     * @throws UncheckedIOException if no port is free at all
     */
    public static PageServer start(DetectorConfig config, ModelArtifact first, int port) {
        Double alertRate = config.writtenAlertRate();
        PageServer server = new PageServer(config, ModelFacts.of(first, alertRate), bind(port));
        server.http.setExecutor(server.executor);
        server.http.createContext("/", server::handle);
        server.http.start();
        return server;
    }

    private static HttpServer bind(int port) {
        try {
            return listen(port);
        } catch (IOException e) {
            try {
                return listen(0);
            } catch (IOException again) {
                throw new UncheckedIOException("no free port on " + HOST + " for the page", again);
            }
        }
    }

    private static HttpServer listen(int port) throws IOException {
        return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    }

    /** The address for a browser on this machine. */
    public String address() {
        return "http://" + HOST + ":" + http.getAddress().getPort() + "/";
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            PageFiles.protect(exchange.getResponseHeaders());
            String method = exchange.getRequestMethod();
            String path = exchange.getRequestURI().getPath();
            PageFiles.File file = PageFiles.at(path);
            if (!LoopbackHost.matches(exchange.getRequestHeaders().getFirst("Host"))) {
                text(exchange, 403, "this page answers to localhost and 127.0.0.1 only");
            } else if (!method.equals("GET")) {
                exchange.getResponseHeaders().set("Allow", "GET");
                text(exchange, 405, "only GET");
            } else if ("/events".equals(path)) {
                events(exchange);
            } else if (file == null) {
                text(exchange, 404, "nothing here; the page is at /");
            } else {
                answer(exchange, 200, file.contentType(), file.bytes());
            }
        }
    }

    private static void text(HttpExchange exchange, int status, String message) throws IOException {
        answer(exchange, status, "text/plain; charset=utf-8", (message + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        boolean bodiless = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, bodiless ? -1 : body.length);
        if (!bodiless) {
            exchange.getResponseBody().write(body);
        }
    }

    private void events(HttpExchange exchange) throws IOException {
        Optional<String> key;
        try {
            key = PageRequest.key(exchange.getRequestURI().getRawQuery());
        } catch (IllegalArgumentException e) {
            text(exchange, 400, "key: " + e.getMessage());
            return;
        }
        if (!viewers.tryAcquire()) {
            text(exchange, 503, VIEWERS + " pages are open already: close one");
            return;
        }
        PageViewer viewer = new PageViewer(key.orElse(null));
        feed.viewerCame();
        try {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
            exchange.sendResponseHeaders(200, 0);
            EventStream stream = new EventStream(exchange.getResponseBody());
            if (PageRequest.isOnce(exchange.getRequestURI().getRawQuery())) {
                pushOnce(stream, viewer);
            } else {
                push(stream, viewer);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            state.leave(viewer);
            feed.viewerLeft();
            viewers.release();
        }
    }

    /** Sends updates until the browser disconnects, which shows when writing fails, or the server is closed. */
    private void push(EventStream stream, PageViewer viewer) throws IOException, InterruptedException {
        stream.retryAfter(RETRY_MILLIS);
        long round = 0;
        do {
            sendUpdate(stream, viewer, round++ % TOTALS_EVERY == 0);
            stream.flush();
        } while (!closed.await(PUSH_MILLIS, TimeUnit.MILLISECONDS));
    }

    /**
     * Sends one picture and ends, for what waits until nothing is loading any more: a printer, a screenshot, a script.
     */
    private void pushOnce(EventStream stream, PageViewer viewer) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while (!feed.isCaughtUp()
                && System.nanoTime() - begin < PICTURE_NANOS
                && !closed.await(PUSH_MILLIS, TimeUnit.MILLISECONDS)) {
            // The feed has begun to read with this viewer and shows when it has read what there is.
        }
        sendUpdate(stream, viewer, true);
        stream.send("end", "{}");
        stream.flush();
    }

    private void sendUpdate(EventStream stream, PageViewer viewer, boolean withTotals) throws IOException {
        Topics topics = config.kafka().topics();
        PageUpdate update = state.update(viewer);
        if (update.anew()) {
            stream.send("hello", PageJson.hello(config.name(), topics.scores() != null, topics.events() != null));
        }
        if (withTotals || update.anew()) {
            PageTotals totals = PageTotals.read(MetricsServer.registry(), config.name(), System.currentTimeMillis());
            stream.send("totals", PageJson.totals(totals));
            stream.send("state", PageJson.state(update));
        }
        send(stream, update);
    }

    private static void send(EventStream stream, PageUpdate update) throws IOException {
        if (!update.points().isEmpty()) {
            stream.send("points", PageJson.points(update.points()));
        }
        if (!update.alerts().isEmpty()) {
            stream.send("alerts", PageJson.alerts(update.alerts()));
        }
        if (!update.history().isEmpty()) {
            stream.send("history", PageJson.history(update.history()));
        }
    }

    /** Ends every stream and stops listening. */
    @Override
    public void close() {
        closed.countDown();
        feed.close();
        http.stop(0);
        executor.shutdownNow();
    }
}
