// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * The demo's figures.
 *
 * @param incidents labelled incidents in the replayed data
 * @param found labelled incidents in which an alert opened
 * @param falseAlerts alerts that opened outside every labelled incident
 * @param emission time from produce to emission, ms
 * @param commit time from produce to commit, ms
 * @param refresh how the refresh ended: {@code activated} if the new model scores
 */
record DemoResult(
        Counts counts,
        int incidents,
        int found,
        int falseAlerts,
        int alerts,
        double recordsPerSecond,
        Histogram emission,
        Histogram commit,
        String refresh) {

    /** The counts that the meters show. */
    record Counts(long read, long scored, long warmingUp, long rejected, long late) {
        boolean addUp() {
            return read == scored + warmingUp + rejected + late;
        }
    }

    void printTo(PrintWriter out) {
        out.println();
        line(
                out,
                "records read",
                "%d = %d scored + %d warming up + %d rejected + %d late",
                counts.read(),
                counts.scored(),
                counts.warmingUp(),
                counts.rejected(),
                counts.late());
        line(out, "labelled incidents", "%d of %d found", found, incidents);
        line(out, "alerts", "%d opened, %d of them false (outside every labelled incident)", alerts, falseAlerts);
        line(out, "produce to emission", "%d ms median, %d ms p99", median(emission), p99(emission));
        line(out, "produce to commit", "%d ms median, %d ms p99", median(commit), p99(commit));
        line(out, "throughput", "%.0f records/s (replayed at a fixed rate)", recordsPerSecond);
        out.println();
    }

    private static void line(PrintWriter out, String name, String format, Object... values) {
        out.printf("%-21s%s%n", name, String.format(Locale.ROOT, format, values));
    }

    ObjectNode json() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("records_read", counts.read());
        node.put("scored", counts.scored());
        node.put("warming_up", counts.warmingUp());
        node.put("rejected", counts.rejected());
        node.put("late", counts.late());
        node.put("incidents", incidents);
        node.put("incidents_found", found);
        node.put("false_alerts", falseAlerts);
        node.put("alerts", alerts);
        node.put("records_per_second", recordsPerSecond);
        ObjectNode latency = node.putObject("latency_ms");
        latency.put("emission_median", median(emission));
        latency.put("emission_p99", p99(emission));
        latency.put("commit_median", median(commit));
        latency.put("commit_p99", p99(commit));
        node.put("refresh", refresh);
        return node;
    }

    private static long median(Histogram histogram) {
        return histogram.getValueAtPercentile(50);
    }

    private static long p99(Histogram histogram) {
        return histogram.getValueAtPercentile(99);
    }
}
