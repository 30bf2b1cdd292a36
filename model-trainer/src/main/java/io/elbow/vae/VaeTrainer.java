// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.elbow.artifact.FitOptions;
import io.elbow.artifact.Members;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Fits a VAE or an autoencoder by Adam on the negative ELBO. The same rows, specification, options and number of native
 * threads give the same bits on the same device, however many threads fit the members.
 *
 * <p>Several fits in one JVM take turns step by step, because DJL allows one open gradient collector in a process. The
 * members of one fit share it.
 */
final class VaeTrainer implements Trainer {
    private static final ReentrantLock COLLECTOR = new ReentrantLock(true);

    private final VaeSpec spec;
    private final FitOptions options;
    private final ComputeDevice device;
    private final int threads;

    /** @param threads to fit members side by side on the CPU, at most; another device has its own ways to be busy */
    VaeTrainer(VaeSpec spec, FitOptions options, ComputeDevice device, int threads) {
        this.spec = spec;
        this.options = options;
        this.device = device;
        this.threads = device == ComputeDevice.CPU ? threads : 1;
    }

    /**
     * Fits all members at the same time, step by step, so that a stop request finds each at the same step. The noise
     * for scoring is not taken from {@code start} but drawn by this fit's seed.
     */
    @Override
    public FitResult fit(TrainingRows rows, Map<String, Tensor> start, FitListener listener, StopRequest stop) {
        SplittableRandom seeds = new SplittableRandom(options.seed());
        try (NDManager manager = TorchEngine.newManager(device);
                Workers workers = new Workers(spec.members(), threads, TorchEngine::limitThisThread)) {
            List<MemberFit> members = new ArrayList<>();
            for (int member = 0; member < spec.members(); member++) {
                Map<String, Tensor> from = start == null ? null : Members.of(spec, start, member);
                members.add(new MemberFit(spec.ofMember(), options, manager, rows, seeds, from));
            }
            Steps taken = new Steps(members, workers);
            taken.run(listener, stop);
            SortedMap<String, Tensor> tensors =
                    Members.join(members.stream().map(MemberFit::tensors).toList());
            requireFinite(tensors);
            return new FitResult(spec, tensors, taken.done, taken.tail.mean(), taken.interrupted);
        }
    }

    private static void requireFinite(SortedMap<String, Tensor> tensors) {
        tensors.forEach((name, tensor) -> {
            for (float value : tensor.values()) {
                if (!Float.isFinite(value)) {
                    throw new FitFailedException(
                            "the fit ended with a weight of " + name + " that is " + value + "; lower --learning-rate");
                }
            }
        });
    }

    /** Runs the steps of all members. */
    private static final class Steps {
        private final List<MemberFit> members;
        private final Workers workers;
        private final int steps;
        private final LossTail tail;
        private int done;
        private boolean interrupted;

        Steps(List<MemberFit> members, Workers workers) {
            this.members = members;
            this.workers = workers;
            steps = members.get(0).steps();
            tail = new LossTail(Math.max(1, steps / 10));
        }

        void run(FitListener listener, StopRequest stop) {
            for (int step = 1; step <= steps; step++) {
                List<MemberFit> running =
                        members.stream().filter(member -> !member.hasStopped()).toList();
                workers.forEach(running, MemberFit::load);
                differentiate(running, step);
                workers.forEach(running, MemberFit::update);
                FitStep mean =
                        FitStep.mean(running.stream().map(MemberFit::last).toList());
                tail.add(mean.negativeElbo());
                done = step;
                listener.onStep(mean);
                if (members.stream().allMatch(MemberFit::hasStopped)) {
                    break;
                }
                if (stop.isMade()) {
                    interrupted = step < steps;
                    break;
                }
            }
        }

        private void differentiate(List<MemberFit> running, int step) {
            COLLECTOR.lock();
            try (GradientCollector collector = TorchEngine.engine().newGradientCollector()) {
                workers.forEach(running, member -> member.differentiate(step, collector));
            } finally {
                COLLECTOR.unlock();
            }
        }
    }

    /** Averages the last losses. */
    private static final class LossTail {
        private final double[] last;
        private int seen;

        LossTail(int length) {
            last = new double[length];
        }

        void add(double loss) {
            last[seen++ % last.length] = loss;
        }

        double mean() {
            int count = Math.min(seen, last.length);
            double sum = 0;
            for (int i = 0; i < count; i++) {
                sum += last[i];
            }
            return sum / count;
        }
    }
}
