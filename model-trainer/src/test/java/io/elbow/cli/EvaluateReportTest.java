// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.elbow.artifact.ModelStore;
import io.elbow.artifact.TrainingCurve;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class EvaluateReportTest {
    private static final String HOSTILE_FEATURE = "<script>alert(1)</script>&\"'";
    private static final String HOSTILE_KEY = "</svg><img src=x onerror=alert(1)>";
    private static final int SMALL_ENOUGH = 400_000;
    private static final String[] SECTIONS = {
        "figures", "histogram", "precision-recall", "time", "features", "calibration", "training", "latents"
    };

    @TempDir
    private static Path dir;

    private static Path points;
    private static Path pointsPca;
    private static Path series;
    private static JsonNode trainedPoints;
    private static JsonNode trainedSeries;

    @BeforeAll
    static void train() {
        Path table = Tables.labelled(dir.resolve("points.csv"), 400);
        points = dir.resolve("points.safetensors");
        pointsPca = dir.resolve("pca.safetensors");
        List<Object> train = List.of("train", "--input", table, "--label", "label", "--json", "--output");
        trainedPoints = run(train, points, "--steps", 40).json();
        run(train, pointsPca, "--family", "pca");
        Path hostile = hostile(dir.resolve("series.csv"));
        series = dir.resolve("series.safetensors");
        trainedSeries = run(
                        List.of("train", "--input", hostile, "--label", "label", "--json", "--output"),
                        series,
                        "--steps",
                        40,
                        "--key",
                        "host",
                        "--timestamp",
                        "ts")
                .json();
    }

    private static CommandRun run(List<Object> first, Object... more) {
        List<Object> all = new ArrayList<>(first);
        all.addAll(List.of(more));
        return CommandRun.of(all.toArray()).succeeded();
    }

    /** A row a minute of one key, with an incident; its names try to be more than text. */
    private static Path hostile(Path file) {
        StringBuilder text = new StringBuilder("ts,host,label,b,\"" + HOSTILE_FEATURE.replace("\"", "\"\"") + "\"\n");
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 600; i++) {
            boolean anomaly = i >= 400 && i < 420;
            text.append(String.format(
                    Locale.ROOT,
                    "%d,%s,%d,%.4f,%.4f%n",
                    1_700_000_000_000L + i * 60_000L,
                    HOSTILE_KEY,
                    anomaly ? 1 : 0,
                    random.nextGaussian(),
                    random.nextGaussian() + (anomaly ? 9 : 0)));
        }
        return Tables.write(file, text.toString());
    }

    @Test
    void thePageOfASeriesIsWellFormedAndHoldsEverySection() throws Exception {
        String page = page(series, "series.csv");
        Document document = parsed(page);
        assertThat(ids(document, "section")).containsExactly(SECTIONS);
        for (String section : SECTIONS) {
            assertThat(document.getElementsByTagName("svg").getLength()).isGreaterThanOrEqualTo(7);
            assertThat(page).contains("href=\"#" + section + "\"");
        }
        assertThat(page.length()).isLessThan(SMALL_ENOUGH);
        assertThat(page).contains("class=\"window\"", "block bootstrap", "smoothed");
    }

    @Test
    void hostileNamesStayText() throws Exception {
        String page = page(series, "series.csv");
        assertThat(page)
                .contains("&lt;script&gt;alert(1)")
                .contains("&lt;/svg&gt;&lt;img src=x")
                .doesNotContain("<script", "<img");
        Document document = parsed(page);
        assertThat(document.getElementsByTagName("script").getLength()).isZero();
        assertThat(texts(document, "th")).contains(HOSTILE_FEATURE);
    }

    @Test
    void thePageLoadsNothingFromElsewhere() throws Exception {
        String page = page(points, "points.csv", "--compare-with", pointsPca);
        assertThat(page.toLowerCase(Locale.ROOT))
                .doesNotContain("http:", "https:", "//", "@import", "url(", "src=", "<link")
                .contains("prefers-color-scheme: dark", "default-src 'none'");
    }

    @Test
    void pointsAreComparedWithABaselineModel() throws Exception {
        String page = page(points, "points.csv", "--compare-with", pointsPca);
        parsed(page);
        assertThat(page)
                .contains("pca " + ModelStore.load(pointsPca).shortId())
                .contains("vae " + ModelStore.load(points).shortId())
                .contains("no order in time")
                .contains("Clopper and Pearson")
                .contains("curve model2");
    }

    @Test
    void aModelWithoutAnEncoderHasAPageToo() throws Exception {
        String page = page(pointsPca, "points.csv");
        assertThat(ids(parsed(page), "section")).containsExactly(SECTIONS);
        assertThat(page).contains("has no encoder");
    }

    @Test
    void theCalibrationOfPointsHasExactIntervalsAndTheQuantileBesideIt() {
        JsonNode json = evaluate(points, "points.csv", "--json").json();
        assertThat(json.get("interval").textValue()).isEqualTo("clopper-pearson");
        assertThat(json.get("block_length").intValue()).isZero();
        assertThat(json.get("calibration")).hasSizeGreaterThanOrEqualTo(4).allSatisfy(line -> {
            double actual =
                    line.get("flagged").doubleValue() / line.get("normal_rows").doubleValue();
            assertThat(line.get("actual").doubleValue()).isCloseTo(actual, within(1e-12));
            assertThat(actual)
                    .isBetween(
                            line.get("actual_low").doubleValue(),
                            line.get("actual_high").doubleValue());
            assertThat(line.get("quantile_flagged").intValue()).isBetween(0, 380);
        });
    }

    @Test
    void theCalibrationOfASeriesStatesItsBlocks() {
        JsonNode json = evaluate(series, "series.csv", "--json").json();
        assertThat(json.get("interval").textValue()).isEqualTo("block-bootstrap");
        assertThat(json.get("block_length").intValue()).isEqualTo((int) Math.ceil(Math.sqrt(580)));
    }

    @Test
    void theScoreLiesAboveABoundOfManyDraws() {
        JsonNode json = evaluate(points, "points.csv", "--json").json();
        assertThat(json.get("importance_weighted_gap").doubleValue()).isPositive();
        assertThat(json.get("importance_weighted_draws").intValue()).isEqualTo(1_000);
        assertThat(json.get("importance_weighted_rows").intValue()).isEqualTo(380);
        JsonNode pca = evaluate(pointsPca, "points.csv", "--json").json();
        assertThat(pca.get("importance_weighted_gap").isNull()).isTrue();
        JsonNode without =
                evaluate(points, "points.csv", "--bound-draws", 0, "--json").json();
        assertThat(without.get("importance_weighted_gap").isNull()).isTrue();
    }

    @Test
    void theArtifactCarriesItsTrainingCurve() {
        TrainingCurve curve = ModelStore.load(points).manifest().training().curve();
        assertThat(curve.steps()).hasSize(40).endsWith(40);
        assertThat(curve.losses()[39]).isLessThan(curve.losses()[0]);
        assertThat(curve.kl()).hasSize(40);
        TrainingCurve ofPca = ModelStore.load(pointsPca).manifest().training().curve();
        assertThat(ofPca.kl()).isNull();
    }

    @Test
    void theTrainingChartShowsLossAndDivergence() throws Exception {
        String legend = "</span>KL divergence</li>";
        assertThat(page(points, "points.csv")).contains(legend, "Loss and KL divergence over optimiser steps");
        assertThat(page(pointsPca, "points.csv"))
                .contains("Loss over optimiser steps")
                .doesNotContain(legend);
    }

    @Test
    void trainStatesTheAlertsADayOfDataWithTimes() {
        assertThat(trainedSeries.get("expected_alerts_per_day").doubleValue())
                .isCloseTo(
                        trainedSeries.get("threshold").isNull()
                                ? 0
                                : 1_440 * trainedSeries.get("alert_rate").doubleValue(),
                        within(1e-9));
        assertThat(trainedPoints.get("expected_alerts_per_day").isNull()).isTrue();
    }

    @Test
    void aFileThatCannotBeWrittenIsNamedBeforeTheWork() {
        CommandRun run = CommandRun.of(
                "evaluate",
                "--model",
                points,
                "--input",
                dir.resolve("points.csv"),
                "--label",
                "label",
                "--report",
                dir.resolve("nowhere/report.html"));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.oneError()).contains("--report", "nowhere", "does not exist");
    }

    private static CommandRun evaluate(Path model, String table, Object... more) {
        return run(List.of("evaluate", "--model", model, "--input", dir.resolve(table), "--label", "label"), more);
    }

    private static String page(Path model, String table, Object... more) {
        Path report = dir.resolve("report.html");
        List<Object> flags = new ArrayList<>(List.of("--report", report));
        flags.addAll(List.of(more));
        assertThat(evaluate(model, table, flags.toArray()).err()).contains("wrote " + report);
        return String.join("\n", Tables.lines(report));
    }

    private static Document parsed(String page) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        String xml = page.replace("<!DOCTYPE html>", "");
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }

    private static List<String> ids(Document document, String tag) {
        NodeList elements = document.getElementsByTagName(tag);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < elements.getLength(); i++) {
            ids.add(((Element) elements.item(i)).getAttribute("id"));
        }
        return ids;
    }

    private static List<String> texts(Document document, String tag) {
        NodeList elements = document.getElementsByTagName(tag);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < elements.getLength(); i++) {
            texts.add(elements.item(i).getTextContent());
        }
        return texts;
    }
}
