// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.bench;

import io.elbow.job.metrics.ElboMeters;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What the score operator counts of a full batch. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class MeterBenchmark {
    private static final int BATCH = 256;
    private static final int EXPLAINED_ROWS = BATCH / 8;
    private static final long NOW_MILLIS = 1_577_836_800_000L;

    private final SplittableRandom random = new SplittableRandom(1);
    private final ElboMeters meters = new ElboMeters(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), "bench");
    private final double[] reconstruction = random.doubles(BATCH, 0, 60).toArray();
    private final double[] kl = random.doubles(BATCH, 0, 20).toArray();
    private final double[] pValues = random.doubles(BATCH, 1e-6, 1).toArray();
    private final double[] nats =
            random.doubles(BenchRecords.FEATURES.size(), -10, 10).toArray();
    private final long[] produced = new long[BATCH];

    public MeterBenchmark() {
        Arrays.setAll(produced, i -> NOW_MILLIS - random.nextInt(500));
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void batch() {
        meters.lingered(1_000_000);
        meters.batch(BATCH, 5_000_000);
        for (long producedMillis : produced) {
            meters.emitted(producedMillis, NOW_MILLIS);
        }
        meters.featureExcess(BenchRecords.FEATURES, nats, EXPLAINED_ROWS);
        for (int row = 0; row < BATCH; row++) {
            boolean anomaly = pValues[row] <= BenchModels.ALERT_RATE;
            meters.scored(reconstruction[row] + kl[row], reconstruction[row], kl[row], pValues[row], anomaly);
        }
    }
}
