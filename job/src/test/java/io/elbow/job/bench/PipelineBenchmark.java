// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.bench;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.DetectorConfig;
import io.elbow.job.operator.ModelScorers;
import io.elbow.job.operator.ScorerFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * Records/s from a Kafka topic through the job to Kafka alerts, with a real scorer and with one that does nothing,
 * round after round in turn, so that whatever else the machine does meets all of them alike.
 *
 * <p>A round starts a job on a topic that is already full. The clock runs from the tenth part of the records to the
 * last one: the job's start is left out.
 */
final class PipelineBenchmark {
    static final String UNIT = "records/s";

    private static final long FIRST_MILLIS = 1_577_836_800_000L;
    private static final long STEP_MILLIS = 1_000;
    private static final int UNTIMED_PART = 10;

    /**
     * What is run in turn.
     *
     * @param word begins the detectors' names
     * @param more yaml
     */
    record Kind(String title, String topicPart, ModelArtifact model, ScorerFactory scorers, String more) {
        Kind(String title, String topicPart, ModelArtifact model, ScorerFactory scorers) {
            this(title, topicPart, model, scorers, "");
        }
    }

    /**
     * What was measured of each kind.
     *
     * @param rates [kind][round], records/s
     * @param cpuMicros [kind][round], us of CPU that the whole process took a record
     */
    record Rounds(double[][] rates, double[][] cpuMicros) {}

    private final String group;
    private final BenchOptions options;
    private final BenchCluster cluster;
    private final BenchTopics topics;
    private final Consumer<String> progress;

    /** @param group what the figures are listed under */
    PipelineBenchmark(
            String group, BenchOptions options, BenchCluster cluster, String bootstrap, Consumer<String> progress) {
        this.group = group;
        this.options = options;
        this.cluster = cluster;
        this.progress = progress;
        topics = new BenchTopics(bootstrap, "bench-" + group, options.parallelism(), false);
    }

    List<Figure> run(ModelArtifact drawing, ModelArtifact byMean) throws Exception {
        List<Kind> kinds = List.of(
                new Kind("no scoring", "bench-nothing", drawing, NothingScorer::of),
                new Kind("default model, 0 draws", "bench-mean", byMean, new ModelScorers()),
                new Kind("default model, 16 draws", "bench-draws", drawing, new ModelScorers()));
        return figures(group, kinds, rounds(kinds).rates());
    }

    /** Fills the topic, runs each kind once unmeasured, then all in turn. */
    Rounds rounds(List<Kind> kinds) throws Exception {
        fill();
        for (Kind kind : kinds) {
            round(kind, "warm-up");
        }
        Rounds rounds =
                new Rounds(new double[kinds.size()][options.rounds()], new double[kinds.size()][options.rounds()]);
        for (int round = 0; round < options.rounds(); round++) {
            for (int turn : order(kinds.size(), round)) {
                Round measured = round(kinds.get(turn), "round-" + (round + 1));
                rounds.rates()[turn][round] = measured.rate();
                rounds.cpuMicros()[turn][round] = measured.cpuMicros();
            }
        }
        return rounds;
    }

    /** Each round begins with another kind, so that none always follows the same one. */
    static int[] order(int kinds, int round) {
        int[] order = new int[kinds];
        for (int i = 0; i < kinds; i++) {
            order[i] = (round + i) % kinds;
        }
        return order;
    }

    /** The first kind as it is, the others compared with it. */
    static List<Figure> figures(String group, List<Kind> kinds, double[][] rates) {
        List<Figure> figures = new ArrayList<>();
        Figure base = Figure.measured(group, kinds.get(0).title(), UNIT, rates[0]);
        figures.add(base);
        for (int kind = 1; kind < kinds.size(); kind++) {
            Figure figure = Figure.measured(group, kinds.get(kind).title(), UNIT, rates[kind]);
            figures.add(figure.comparedTo(base, rates[kind], rates[0]));
        }
        return figures;
    }

    private void fill() {
        topics.create();
        progress.accept(group + ": writing " + options.records() + " records of " + options.keys() + " keys");
        BenchRecords records = new BenchRecords(1);
        try (KafkaProducer<byte[], byte[]> producer = topics.producer(20)) {
            for (int i = 0; i < options.records(); i++) {
                long timestampMillis = FIRST_MILLIS + i / options.keys() * STEP_MILLIS;
                producer.send(topics.message(records, i, options.keys(), timestampMillis));
            }
        }
    }

    private record Round(double rate, double cpuMicros) {}

    private Round round(Kind kind, String round) throws Exception {
        DetectorConfig detector = topics.detector(kind.topicPart() + "-" + round, kind.more());
        try (BenchCluster.Running job = cluster.submit(detector, kind.model(), kind.scorers())) {
            job.awaitScored(options.records() / UNTIMED_PART);
            long begun = System.nanoTime();
            long cpuBegun = Machine.processCpuNanos();
            long before = job.scored();
            job.awaitScored(options.records());
            double seconds = (System.nanoTime() - begun) / 1e9;
            double cpuMicros = (Machine.processCpuNanos() - cpuBegun) / 1e3;
            requireAllScored(job);
            long records = options.records() - before;
            double rate = records / seconds;
            progress.accept(group + ": " + round + ", " + kind.title() + ": " + Math.round(rate) + " " + UNIT + ", "
                    + job.alerts() + " alerts");
            return new Round(rate, cpuMicros / records);
        }
    }

    private void requireAllScored(BenchCluster.Running job) {
        if (job.scored() != options.records() || job.rejected() != 0 || job.late() != 0) {
            throw new IllegalStateException("of " + options.records() + " records " + job.scored() + " were scored, "
                    + job.rejected() + " rejected and " + job.late() + " late: a restart, or a fault of the benchmark");
        }
    }
}
