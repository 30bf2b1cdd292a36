// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.bench;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.BadInputException;
import io.elbow.job.bench.BenchOptions.Part;
import io.elbow.job.local.EmbeddedBroker;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** {@code mvn -Pbench}: measures, prints a table and writes {@code target/bench/bench.json}. */
public final class BenchMain {
    private static final Set<Part> OF_THE_JOB = EnumSet.of(Part.PIPELINE, Part.LATENCY, Part.REFRESH, Part.METERING);
    private static final int FIT_STEPS = 300;
    private static final int QUICK_FIT_STEPS = 50;

    private final BenchOptions options;
    private final PrintStream out;
    private final long begunNanos = System.nanoTime();

    BenchMain(BenchOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    public static void main(String[] arguments) throws Exception {
        // JMH's lock is a file of the whole machine, which another user's run leaves unwritable.
        System.setProperty("jmh.ignoreLock", "true");
        try {
            new BenchMain(BenchOptions.of(System.getProperties()), System.out).run();
        } catch (BadInputException e) {
            System.err.println("error: " + e.getMessage());
            System.exit(2);
        }
        // Flink and Kafka leave threads behind that are no daemons.
        System.exit(0);
    }

    BenchReport run() throws Exception {
        Machine machine = Machine.here();
        out.println("measuring on " + machine.cores() + " cores, " + machine.cpu() + ", Java " + machine.java());
        List<Figure> figures = new ArrayList<>();
        MicroBenchmarks micro = new MicroBenchmarks(options, this::progress);
        if (options.has(Part.PARSER)) {
            figures.addAll(micro.parser());
        }
        if (options.has(Part.SCORERS)) {
            figures.addAll(micro.scorers());
        }
        if (!Collections.disjoint(options.parts(), OF_THE_JOB)) {
            Figure meters = options.has(Part.METERING) ? micro.meters() : null;
            figures.addAll(job(this::progress, meters));
        }
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        BenchReport report = new BenchReport(now, seconds(), options.quick(), machine, figures);
        report.write(options.out());
        out.println();
        report.table().forEach(out::println);
        out.println();
        out.println("written to " + options.out());
        return report;
    }

    /** @param meters null: their cost is not asked for */
    private List<Figure> job(Consumer<String> progress, Figure meters) throws Exception {
        progress.accept("job: fitting two models, starting a broker and Flink in this JVM");
        int steps = options.quick() ? QUICK_FIT_STEPS : FIT_STEPS;
        ModelArtifact drawing = BenchModels.fitted(BenchModels.DRAWS, steps);
        Path folder = Files.createTempDirectory("elbow-bench");
        List<Figure> figures = new ArrayList<>();
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
                BenchCluster cluster = BenchCluster.start(options.parallelism(), folder.resolve("checkpoints"))) {
            String bootstrap = broker.bootstrapServers();
            if (options.has(Part.PIPELINE)) {
                ModelArtifact byMean = BenchModels.fitted(0, steps);
                figures.addAll(
                        new PipelineBenchmark("pipeline", options, cluster, bootstrap, progress).run(drawing, byMean));
            }
            if (meters != null) {
                figures.add(meters);
                figures.addAll(new MeteringBenchmark(options, cluster, bootstrap, progress)
                        .run(drawing, meters.summary().median()));
            }
            if (options.has(Part.LATENCY)) {
                figures.addAll(new LatencyBenchmark(options, cluster, bootstrap, progress).run(drawing));
            }
            if (options.has(Part.REFRESH)) {
                figures.addAll(new LatencyBenchmark(options, cluster, bootstrap, progress).runBesideFits(drawing));
            }
        } finally {
            delete(folder);
        }
        return figures;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private void progress(String line) {
        out.println(String.format(Locale.ROOT, "%5.0f s  %s", seconds(), line));
    }

    private double seconds() {
        return (System.nanoTime() - begunNanos) / 1e9;
    }
}
