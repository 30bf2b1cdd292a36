// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.bench;

import io.elbow.features.Smoothing;
import io.elbow.scoring.ElboTerms;
import io.elbow.scoring.Judge;
import io.elbow.scoring.TailCalibration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** What comes behind a scorer: sums, p-value and verdict of each row of a batch. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class JudgeBenchmark {
    private static final int BATCH = 256;
    private static final int FEATURES = 38;
    private static final int HELD_BACK = 5_000;

    private final SplittableRandom random = new SplittableRandom(1);
    private final TailCalibration calibration = TailCalibration.fit(scores(HELD_BACK));
    private final Judge judge =
            new Judge(new double[FEATURES], calibration, BenchModels.ALERT_RATE, FEATURES, Smoothing.NONE, 0, 0.01);
    private final float[] rows = new float[BATCH * FEATURES];
    private final ElboTerms terms = new ElboTerms(BATCH, FEATURES, gaussians(BATCH * FEATURES), new float[BATCH]);
    private final double[] scores = scores(BATCH);

    /** Sums of a row's nats: deviation sqrt(38). */
    private double[] scores(int count) {
        double[] scores = new double[count];
        for (int i = 0; i < count; i++) {
            scores[i] = Math.sqrt(FEATURES) * random.nextGaussian();
        }
        return scores;
    }

    private float[] gaussians(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void judge(Blackhole sink) {
        for (int row = 0; row < BATCH; row++) {
            sink.consume(judge.judge(terms, row, rows));
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void pValue(Blackhole sink) {
        for (double score : scores) {
            sink.consume(calibration.pValue(score));
        }
    }
}
