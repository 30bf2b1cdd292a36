// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.artifact.ModelArtifact;
import io.elbow.job.event.Sample;
import io.elbow.vae.FitListener;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Fits a challenger and judges it; travels to the task. */
@FunctionalInterface
public interface RefreshFitter extends Serializable {
    /**
     * What to fit, and to what.
     *
     * @param samples by key and event time
     * @param guarded what was kept out of them for a p-value below {@code guard} or as anomalous
     * @param canaries records that must stay anomalous
     * @param conditions that the samples carry, in order
     * @param alertRate the detector's
     * @param guard least p-value, by the champion, of what is among the samples
     */
    record Order(
            ModelArtifact champion,
            List<Sample> samples,
            List<Sample> guarded,
            List<Sample> canaries,
            List<String> conditions,
            double alertRate,
            double guard) {
        public Order {
            samples = List.copyOf(samples);
            guarded = List.copyOf(guarded);
            canaries = List.copyOf(canaries);
            conditions = List.copyOf(conditions);
        }
    }

    /**
     * What came of it.
     *
     * @param faults why the champion is kept; empty: the challenger may take its place
     */
    record Fitted(ModelArtifact challenger, List<String> faults, Map<String, Double> figures) {
        /** With how many samples there were, and how long it took. */
        Map<String, Double> figures(int samples, long nanos) {
            Map<String, Double> all = new TreeMap<>(figures);
            all.put("samples", (double) samples);
            all.put("seconds", nanos / 1e9);
            return all;
        }
    }

    /**
     * Runs in a thread of its own, and ends soon after that was interrupted.
     *
     * @param pace to be called after each step; it may sleep, and ends the fit by an exception
     */
    Fitted fit(Order order, FitListener pace) throws Exception;
}
