// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.bench;

import io.elbow.config.ScoreOptions.ScorerChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/** Runs the JMH benchmarks one by one, and makes figures per record of them. */
final class MicroBenchmarks {
    private static final String UNIT = "us/record";
    private static final String YARDSTICK = "Jackson stream parse";

    private final BenchOptions options;
    private final Consumer<String> progress;

    MicroBenchmarks(BenchOptions options, Consumer<String> progress) {
        this.options = options;
        this.progress = progress;
    }

    /** The record parser next to Jackson alone, and the judgement, by the same yardstick. */
    List<Figure> parser() throws RunnerException {
        Figure stream = run("parser", YARDSTICK, ParserBenchmark.class, "jacksonStream", Map.of(), 1);
        List<Figure> figures = new ArrayList<>();
        figures.add(stream);
        figures.add(run("parser", "Jackson tree parse", ParserBenchmark.class, "jacksonTree", Map.of(), 1)
                .comparedTo(stream));
        figures.add(run("parser", "record parser", ParserBenchmark.class, "recordParser", Map.of(), 1)
                .comparedTo(stream));
        figures.add(run("judge", "p-value", JudgeBenchmark.class, "pValue", Map.of(), 1)
                .comparedTo(stream));
        figures.add(run("judge", "sums, p-value and verdict", JudgeBenchmark.class, "judge", Map.of(), 1)
                .comparedTo(stream));
        return figures;
    }

    /** Everything that is metered of a record that was scored and of its share of the batch. */
    Figure meters() throws RunnerException {
        return run("metering", "a scored record's meters", MeterBenchmark.class, "batch", Map.of(), 1);
    }

    /** Each scorer, compared with the one in plain Java on the same network and batch. */
    List<Figure> scorers() throws RunnerException {
        List<Figure> figures = new ArrayList<>();
        for (ScorerBenchmark.Network network : networks()) {
            for (int batch : batches()) {
                Figure java = scorer(network, ScorerChoice.JAVA, batch);
                figures.add(java);
                for (ScorerChoice choice : List.of(ScorerChoice.PYTORCH, ScorerChoice.AUTO)) {
                    figures.add(scorer(network, choice, batch).comparedTo(java));
                }
            }
        }
        return figures;
    }

    private List<ScorerBenchmark.Network> networks() {
        return options.quick()
                ? List.of(ScorerBenchmark.Network.DEFAULT, ScorerBenchmark.Network.SMALL)
                : List.of(ScorerBenchmark.Network.values());
    }

    private int[] batches() {
        return options.quick() ? new int[] {1, 256} : new int[] {1, 16, 256};
    }

    private Figure scorer(ScorerBenchmark.Network network, ScorerChoice choice, int batch) throws RunnerException {
        String word = choice.name().toLowerCase(Locale.ROOT);
        Map<String, String> parameters = new TreeMap<>(
                Map.of("network", network.name(), "scorer", choice.name(), "batch", Integer.toString(batch)));
        String name = network.title + ", batch " + batch + ", " + word;
        return run("scorer", name, ScorerBenchmark.class, "score", parameters, batch);
    }

    /** @param records that an operation of the benchmark handles, where JMH does not know it */
    private Figure run(
            String group, String name, Class<?> type, String method, Map<String, String> parameters, int records)
            throws RunnerException {
        TimeValue iteration = TimeValue.milliseconds(options.iteration().toMillis());
        ChainedOptionsBuilder builder = new OptionsBuilder()
                .include("^" + type.getName().replace(".", "\\.") + "\\." + method + "$")
                .forks(options.forks())
                .warmupIterations(options.warmUpIterations())
                .warmupTime(iteration)
                .measurementIterations(options.iterations())
                .measurementTime(iteration)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        parameters.forEach(builder::param);
        RunResult result = new Runner(builder.build()).runSingle();
        Figure figure = figure(group, name, result.getPrimaryResult(), records);
        progress.accept(
                group + ": " + name + " " + BenchReport.number(figure.summary().median()) + " " + UNIT);
        return figure;
    }

    private static Figure figure(String group, String name, Result<?> result, int records) {
        Statistics statistics = result.getStatistics();
        Summary perOperation = new Summary(
                statistics.getPercentile(50), statistics.getMin(), statistics.getMax(), (int) statistics.getN());
        double share = 1.0 / records;
        return new Figure(group, name, UNIT, perOperation.times(share), result.getScoreError() * share, null);
    }
}
