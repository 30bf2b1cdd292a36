// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.elbow.artifact.ModelArtifact;
import io.elbow.config.ConfigLoader;
import io.elbow.config.DetectorConfig;
import io.elbow.config.MetricsOptions;
import io.elbow.job.local.page.PageServer;
import io.elbow.job.metrics.MetricsServer;
import io.elbow.kafka.ModelsTopic;
import io.elbow.kafka.PublishOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests the page in a real browser with the real job. Screenshots are in {@code target/page-*.png}. */
@Tag("soak")
class PageITCase extends BrokerTestBase {
    private static final String NAME = "paged";
    private static final String YAML = """
            name: paged
            kafka:
              bootstrap-servers: %s
              topics:
                records: paged
                alerts: paged-alerts
                models: paged-models
                dead-letters: paged-dead-letters
                scores: paged-scores
                events: paged-events
            record: {key: machine, timestamp: {field: ts, unit: millis}}
            alerts: {rate: 1.0e-4, cooldown: 20s}
            job: {parallelism: 2, checkpoint-interval: 500ms}
            """;

    /** A script that runs if the browser takes it for markup. */
    private static final String HOSTILE = "<img src=x onerror=alert(1)>";

    private static final List<String> KEYS = List.of("web-1", "web-2", "db-1", HOSTILE);
    private static final int TAB = 9;
    private static final int ENTER = 13;
    private static final int TABS = 10;
    private static final long START_MILLIS = 1_767_225_600_000L;

    private static final ScheduledExecutorService FEEDER = Executors.newSingleThreadScheduledExecutor();
    private static final AtomicInteger STEP = new AtomicInteger();
    private static final AtomicReference<String> ANOMALOUS = new AtomicReference<>();
    /** Smaller than in the model's training data, so that only the intended record alerts. */
    private static final double SPREAD = 3;

    private static final Random RANDOM = new Random(20260101);

    private static DetectorConfig config;
    private static ModelArtifact model;
    private static RunningDetector detector;
    private static PageServer page;
    private static Chromium browser;

    @BeforeAll
    static void start() throws Exception {
        browser = Chromium.start(folder);
        MetricsServer.reset();
        config = ConfigLoader.parse(YAML.formatted(broker.bootstrapServers()), "test", Map.of())
                .withMetrics(new MetricsOptions(0, 0, LoopbackPorts.HOST));
        model = FittedModels.ofCpuAndMemory(NAME, 1, 1);
        detector = RunningDetector.start(config, model, folder, client);
        page = PageServer.start(config, model, 0);
        FEEDER.scheduleAtFixedRate(PageITCase::feed, 0, 50, TimeUnit.MILLISECONDS);
    }

    @AfterAll
    static void stop() throws Exception {
        FEEDER.shutdownNow();
        FEEDER.awaitTermination(10, TimeUnit.SECONDS);
        if (page != null) {
            page.close();
        }
        if (detector != null) {
            detector.close();
        }
        if (browser != null) {
            browser.close();
        }
        MetricsServer.reset();
    }

    /** Sends one more second of records of every key; a record of the chosen key is far from normal. */
    private static void feed() {
        String anomalous = ANOMALOUS.getAndSet(null);
        long at = START_MILLIS + STEP.getAndIncrement() * 1_000L;
        for (String key : KEYS) {
            double cpu = key.equals(anomalous) ? 400 : 50 + SPREAD * RANDOM.nextGaussian();
            String json = "{\"machine\":\"" + key + "\",\"ts\":" + at + ",\"cpu\":" + cpu + ",\"memory\":"
                    + (50 + SPREAD * RANDOM.nextGaussian()) + "}";
            try {
                client.send(new ProducerRecord<>(
                        NAME, 0, key.getBytes(StandardCharsets.UTF_8), json.getBytes(StandardCharsets.UTF_8)));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void livePointsAnAlertAndAModelAppearAndGoOnOverARestartOfTheJob() throws Exception {
        try (BrowserTab tab = browser.open()) {
            tab.go(page.address() + "#web-1");
            awaitMoreScored(tab);
            assertThat(text(tab, "#detector")).isEqualTo(NAME);
            assertThat(text(tab, "#status")).isEqualTo("live");
            assertThat(text(tab, "#model")).isEqualTo(model.shortId());

            ANOMALOUS.set("web-1");
            awaitAlert(tab, "web-1");
            assertTheAlertHasItsFeatures(tab);
            tab.await(drawn("anomalies") + " > 0");
            ANOMALOUS.set(HOSTILE);
            awaitAlert(tab, HOSTILE);
            assertThat(tab.value("document.querySelector('img') === null").asBoolean())
                    .isTrue();

            detector.close();
            detector = RunningDetector.start(config, model, folder, client);
            awaitMoreScored(tab);
            ANOMALOUS.set("db-1");
            awaitAlert(tab, "db-1");

            ModelArtifact second = FittedModels.childOf(model);
            new ModelsTopic(config).publish(second, PublishOptions.champion("test"));
            tab.await("document.getElementById('history').textContent.includes('published by test')");
            tab.await("document.getElementById('model').textContent === '" + second.shortId() + "'");
            awaitMoreScored(tab);

            tab.screenshot("light", Path.of("target", "page-light.png"));
            tab.screenshot("dark", Path.of("target", "page-dark.png"));
            assertLightAndDarkDiffer(tab);
            assertThat(tab.complaints()).isEmpty();
            assertThat(tab.requests())
                    .isNotEmpty()
                    .allMatch(url -> url.startsWith(page.address()) || url.startsWith("data:"));
        }
    }

    @Test
    void theKeyboardReachesTheKeyChooserAndThePoints() throws Exception {
        try (BrowserTab tab = browser.open()) {
            tab.go(page.address());
            awaitMoreScored(tab);
            awaitFocus(tab, "key");
            tab.value("document.getElementById('key').value = ''");
            tab.type("web-2");
            tab.call(
                    "Input.dispatchKeyEvent",
                    Map.of("type", "keyDown", "key", "Enter", "text", "\r", "windowsVirtualKeyCode", ENTER));
            tab.await("location.hash === '#web-2'");
            tab.await("document.querySelector('#top [aria-current] button')?.textContent === 'web-2'");
            awaitMoreScored(tab);
            awaitFocus(tab, "chart");
            tab.press("Home", 36);
            tab.await(drawn("cursor") + " > 0");
            tab.press("Escape", 27);
            tab.await(drawn("cursor") + " === 0");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void aBrowserComesBackByItselfWhenTheServerWasAwayAndHearsThatThereAreNoScores() throws Exception {
        String yaml = YAML.formatted(broker.bootstrapServers()).replace("    scores: paged-scores\n", "");
        DetectorConfig unscored = ConfigLoader.parse(yaml, "test", Map.of());
        PageServer first = PageServer.start(unscored, model, 0);
        try (BrowserTab tab = browser.open()) {
            tab.go(first.address());
            tab.await("document.getElementById('status').dataset.state === 'live'");
            tab.await("document.getElementById('no-scores').offsetHeight > 0");
            tab.await("document.getElementById('chart').offsetHeight === 0");
            first.close();
            tab.await("document.getElementById('status').dataset.state === 'away'");
            try (PageServer second = PageServer.start(
                    unscored, model, URI.create(first.address()).getPort())) {
                assertThat(second.address()).isEqualTo(first.address());
                tab.await("document.getElementById('status').dataset.state === 'live'");
            }
        } finally {
            first.close();
        }
    }

    private static void awaitMoreScored(BrowserTab tab) {
        String shown = "Number(document.getElementById('scored').textContent.replace(/\\D/g, ''))";
        tab.await(shown + " > 0 && " + drawn("values") + " > 0");
        tab.value("window.shownBefore = " + shown);
        String line = tab.value("document.querySelector('#chart .values').getAttribute('d')")
                .asText();
        tab.value("window.lineBefore = " + quoted(line));
        tab.await(shown + " > window.shownBefore && document.querySelector('#chart .values').getAttribute('d') !=="
                + " window.lineBefore");
    }

    private static String drawn(String path) {
        return "(document.querySelector('#chart ." + path + "')?.getAttribute('d') || '').length";
    }

    private static void awaitAlert(BrowserTab tab, String key) {
        tab.await("[...document.querySelectorAll('#alerts .key button')].some(b => b.textContent === " + quoted(key)
                + ")");
    }

    private static void assertTheAlertHasItsFeatures(BrowserTab tab) {
        String alert = "[...document.querySelectorAll('#alerts tbody')].find(b => b.textContent.includes('web-1'))";
        assertThat(tab.value(alert + ".textContent").asText()).contains("critical", "cpu", "memory");
        String costs = "[..." + alert + ".rows].map(row => [...row.cells].slice(-4).map(cell => cell.textContent))"
                + ".find(cells => cells[0] === 'cpu')";
        assertThat(tab.value(costs + "[1]").asText()).isEqualTo("400");
        assertThat(tab.value("Number(" + costs + "[2]) < 400").asBoolean()).isTrue();
        assertThat(tab.value("parseFloat(" + costs + "[3]) > 0").asBoolean()).isTrue();
    }

    private static void assertLightAndDarkDiffer(BrowserTab tab) {
        String ground = "getComputedStyle(document.body).backgroundColor";
        String dark = tab.value(ground).asText();
        tab.call(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", "light"))));
        assertThat(tab.value(ground).asText()).isNotEqualTo(dark);
    }

    /** Presses Tab until the element has the focus, as somebody without a mouse would. */
    private static void awaitFocus(BrowserTab tab, String id) {
        String focused = "document.activeElement.id";
        for (int i = 0; i < TABS && !tab.value(focused).asText().equals(id); i++) {
            tab.press("Tab", TAB);
        }
        assertThat(tab.value(focused).asText()).isEqualTo(id);
    }

    private static String text(BrowserTab tab, String selector) {
        return tab.value("document.querySelector(" + quoted(selector) + ").textContent")
                .asText();
    }

    private static String quoted(String text) {
        return new ObjectMapper().valueToTree(text).toString();
    }
}
