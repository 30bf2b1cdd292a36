// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.bench;

import io.elbow.artifact.ModelArtifact;
import io.elbow.job.bench.PipelineBenchmark.Kind;
import io.elbow.job.bench.PipelineBenchmark.Rounds;
import io.elbow.job.metrics.MetricsServer;
import io.elbow.job.operator.ModelScorers;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What the meters cost the stream: the pipeline with the default model, with meters as they are and with meters that do
 * nothing, in turn. Throughput swings with whatever else the machine does; the CPU that a record takes swings less.
 */
final class MeteringBenchmark {
    private static final String GROUP = "metering";
    private static final String UNMETERED = "unmetered";

    /** Registered all the same: by them the benchmark sees how far a job is. */
    private static final Set<String> NEEDED = Set.of("elbow.records");

    private final PipelineBenchmark pipeline;
    private final Consumer<String> progress;

    MeteringBenchmark(BenchOptions options, BenchCluster cluster, String bootstrap, Consumer<String> progress) {
        this.progress = progress;
        pipeline = new PipelineBenchmark(GROUP, options, cluster, bootstrap, progress);
    }

    /** @param metersMicros us that a scored record's meters take, alone */
    List<Figure> run(ModelArtifact model, double metersMicros) throws Exception {
        MetricsServer.registry().config().meterFilter(MeterFilter.deny(MeteringBenchmark::isDenied));
        List<Kind> kinds = List.of(
                new Kind("no meters", UNMETERED, model, new ModelScorers(), "metrics: {features: 0}\n"),
                new Kind("meters", "metered", model, new ModelScorers()));
        Rounds rounds = pipeline.rounds(kinds);
        List<Figure> figures = new ArrayList<>(PipelineBenchmark.figures(GROUP, kinds, rounds.rates()));
        double[][] rates = rounds.rates();
        double[][] cpu = rounds.cpuMicros();
        figures.add(loss("throughput lost to meters", Summary.ratios(rates[1], rates[0])));
        figures.add(loss("throughput lost to meters, by CPU a record", Summary.ratios(cpu[0], cpu[1])));
        double[] shares =
                Arrays.stream(cpu[1]).map(micros -> 100 * metersMicros / micros).toArray();
        figures.add(Figure.measured(GROUP, "the meters alone, of the CPU a record takes", "%", shares));
        return figures;
    }

    /** What the registry takes for a detector without meters does nothing. */
    private static boolean isDenied(Meter.Id meter) {
        String detector = meter.getTag("detector");
        return detector != null && detector.startsWith(UNMETERED) && !NEEDED.contains(meter.getName());
    }

    private Figure loss(String name, double[] kept) {
        Figure loss = Figure.loss(GROUP, name, kept);
        if (loss.error() != null) {
            double mean = 100 * (1 - Arrays.stream(kept).average().orElseThrow());
            progress.accept(String.format(
                    Locale.ROOT,
                    "%s: %s: %.1f %%, 95 %% interval %.1f .. %.1f %%",
                    GROUP,
                    name,
                    mean,
                    mean - loss.error(),
                    mean + loss.error()));
        }
        return loss;
    }
}
