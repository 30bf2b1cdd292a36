// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

import io.elbow.config.AlertBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Keys that send one record an interval, from training to alerts: all classes of the package together. */
final class SimulatedKeys {
    /** A score in nats; rows of training are below 0. */
    interface Scores {
        double at(int key, int row, RandomGenerator random);
    }

    /** An incident that opened. */
    record Opening(int key, double day, boolean charged) {}

    /** Right-skewed noise with a mean of 48 and a deviation of 5.7 nats. */
    static final Scores NOISE = (key, row, random) -> 40 + 4 * (random.nextExponential() + random.nextExponential());

    private static final double DAY = Duration.ofDays(1).toMillis();

    final List<Opening> openings = new ArrayList<>();
    final List<Candidate> candidates = new ArrayList<>();
    final BudgetState state = new BudgetState();
    double firstThreshold;

    private final int keys;
    private final long intervalMillis;
    private final AlertBudget budget;
    private final Duration cooldown;
    private final Scores scores;
    private final SplittableRandom random = new SplittableRandom(7);
    private SurpriseScale scale;

    /** A cooldown of two intervals, but at least five minutes. */
    SimulatedKeys(int keys, Duration interval, String budget, Scores scores) {
        this.keys = keys;
        this.intervalMillis = interval.toMillis();
        this.budget = AlertBudget.parse(budget);
        this.cooldown = Duration.ofMillis(Math.max(300_000, 2 * intervalMillis));
        this.scores = scores;
    }

    int rowsPerDay() {
        return (int) (Duration.ofDays(1).toMillis() / intervalMillis);
    }

    SimulatedKeys trained(int days) {
        int rows = days * rowsPerDay();
        double[] drawn = new double[rows * keys];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = scores.at(i % keys, i / keys - rows, random);
        }
        scale = SurpriseScale.ofNormalScores(drawn);
        KeySurprise judge = judge(Double.POSITIVE_INFINITY);
        SurpriseState[] states = states(judge);
        long[] times = new long[drawn.length];
        int[] owners = new int[drawn.length];
        double[] surprise = new double[drawn.length];
        for (int i = 0; i < drawn.length; i++) {
            times[i] = (i / keys) * intervalMillis;
            owners[i] = i % keys;
            surprise[i] = judge.take(states[i % keys], drawn[i], times[i]).value();
        }
        firstThreshold = FirstThreshold.of(times, owners, surprise, FirstThreshold.days(times), budget, cooldown);
        return this;
    }

    SimulatedKeys ran(int days) {
        KeySurprise judge = judge(firstThreshold);
        CandidateRuns runs = new CandidateRuns(firstThreshold, cooldown);
        BudgetKeeper keeper = new BudgetKeeper(budget, cooldown);
        SurpriseState[] states = states(judge);
        CandidateRun[] open = new CandidateRun[keys];
        for (int row = 0; row < days * rowsPerDay(); row++) {
            long time = row * intervalMillis;
            for (int key = 0; key < keys; key++) {
                open[key] = open[key] == null ? new CandidateRun() : open[key];
                double surprise = judge.take(states[key], scores.at(key, row, random), time)
                        .value();
                for (Candidate candidate : runs.take(open[key], "k" + key, surprise, time, row < Candidate.YOUNG)) {
                    decide(keeper, candidate, key);
                }
            }
        }
        return this;
    }

    private void decide(BudgetKeeper keeper, Candidate candidate, int key) {
        candidates.add(candidate);
        Decision decision = keeper.take(state, candidate);
        if (decision.action() == Decision.Action.OPEN) {
            openings.add(new Opening(key, candidate.timestampMillis() / DAY, decision.charged()));
        }
    }

    private KeySurprise judge(double threshold) {
        return new KeySurprise(
                scale, threshold, RecentPasts.halfLifeMillis(intervalMillis), cooldown, Duration.ofHours(6));
    }

    private SurpriseState[] states(KeySurprise judge) {
        SurpriseState[] states = new SurpriseState[keys];
        for (int key = 0; key < keys; key++) {
            states[key] = judge.start();
        }
        return states;
    }

    /** Event times, in days, of the openings that began a group, charged or not. */
    double[] groups() {
        List<Double> began = new ArrayList<>();
        for (Opening opening : openings) {
            if (began.isEmpty() || opening.day - began.get(began.size() - 1) >= cooldown.toMillis() / DAY - 1e-9) {
                began.add(opening.day);
            }
        }
        return began.stream().mapToDouble(day -> day).toArray();
    }

    /** Groups in each week. */
    long[] weeks(int weeks) {
        long[] counts = new long[weeks];
        for (double day : groups()) {
            counts[(int) (day / 7)]++;
        }
        return counts;
    }
}
