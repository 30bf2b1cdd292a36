// SPDX-License-Identifier: Apache-2.0
package io.elbow.report;

import io.elbow.artifact.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A model's evaluation as one self-contained page: style and drawings are inline, and there are no scripts. It is
 * well-formed XML too.
 *
 * <p>It draws its charts itself, because those of a chart library have a fixed size and the colours of one theme, and
 * lack text for screen readers.
 */
public final class ReportPage {
    private static final String STYLE = "report.css";
    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'";

    private ReportPage() {}

    /**
     * Makes the page.
     *
     * @param others results of other models on the same rows, to compare with
     * @param source where the rows come from, for people
     */
    public static String html(ModelResult result, List<ModelResult> others, String source) {
        List<ReportSection> sections = List.of(
                FiguresSection.of(result, others),
                HistogramSection.of(result),
                PrecisionRecallSection.of(result, others),
                TimeSection.of(result),
                FeatureSection.of(result),
                CalibrationSection.of(result),
                TrainingSection.of(result),
                LatentSection.of(result));
        String title = "Evaluation of " + Html.escape(result.name());
        StringBuilder page = new StringBuilder(1 << 16);
        page.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>");
        page.append("<meta http-equiv=\"Content-Security-Policy\" content=\"")
                .append(POLICY)
                .append("\"/>");
        page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>");
        page.append("<meta name=\"color-scheme\" content=\"light dark\"/>");
        page.append("<title>").append(title).append("</title><style>").append(style());
        page.append("</style></head><body>\n<a class=\"skip\" href=\"#figures\">Skip to the figures</a>");
        page.append(header(result, title, source));
        page.append("<nav aria-label=\"Sections\"><ul>");
        sections.forEach(section -> page.append("<li><a href=\"#")
                .append(section.id())
                .append("\">")
                .append(section.title())
                .append("</a></li>"));
        page.append("</ul></nav>\n<main>\n");
        sections.forEach(section -> page.append(section.html()));
        return page.append("</main></body></html>\n").toString();
    }

    private static String header(ModelResult result, String title, String source) {
        Manifest manifest = result.artifact().manifest();
        return "<header><h1>" + title + "</h1><p>"
                + Html.count(result.evaluation().rows().size())
                + " rows of " + Html.escape(source) + ", "
                + Html.count(result.evaluation().anomalies())
                + " of them anomalous. " + Html.count(manifest.featureNames().size()) + " features, taken as "
                + (manifest.series() ? "series" : "points")
                + (manifest.spec().shingleLength() == 1
                        ? ""
                        : " in shingles of " + manifest.spec().shingleLength() + " rows")
                + ". " + threshold(result) + "</p><p class=\"id\">"
                + Html.escape(result.artifact().modelId())
                + "</p></header>\n";
    }

    private static String threshold(ModelResult result) {
        String rate = "alert rate " + Html.figure(result.alertRate());
        return Double.isFinite(result.threshold())
                ? "Threshold " + Html.figure(result.threshold()) + " nats at " + rate + "."
                : "No score reaches " + rate + ", so nothing would alert.";
    }

    private static String style() {
        try (InputStream css = ReportPage.class.getResourceAsStream(STYLE)) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + STYLE, e);
        }
    }
}
