// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.elbow.artifact.Family;
import io.elbow.artifact.FitOptions;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.artifact.VaeTensors;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Fits a VAE or an autoencoder by Adam on the negative ELBO. The same rows, specification, options and thread count give the same bits on the same device.
 *
 * <p>Several fits in one JVM take turns step by step: DJL allows one open gradient collector a process.
 */
public final class VaeTrainer implements Trainer {
    private static final ReentrantLock COLLECTOR_TURN = new ReentrantLock(true);

    private final VaeSpec spec;
    private final FitOptions options;
    private final ComputeDevice device;

    /** On the CPU. */
    public VaeTrainer(VaeSpec spec, FitOptions options) {
        this(spec, options, ComputeDevice.CPU);
    }

    public VaeTrainer(VaeSpec spec, FitOptions options, ComputeDevice device) {
        this.spec = spec;
        this.options = options;
        this.device = device;
    }

    /** The score's noise is not taken over from {@code start} but drawn by this fit's seed. */
    @Override
    public FitResult fit(TrainingRows rows, Map<String, Tensor> start, FitListener listener, StopRequest stop) {
        SplittableRandom seeds = new SplittableRandom(options.seed());
        SortedMap<String, Tensor> initial = Initializer.weights(spec, seeds.split());
        if (start != null) {
            initial.replaceAll((name, random) -> start.get(name));
        }
        SplittableRandom batches = seeds.split();
        SplittableRandom draws = seeds.split();
        Tensor noise = Initializer.antitheticNoise(spec, seeds.split());
        // No weight: what an unseen condition counts as is a fact of the rows.
        boolean conditionalPrior = initial.remove(VaeTensors.PRIOR_CONDITION) != null;
        float[] ofUnseen = conditionalPrior ? ConditionMeans.of(spec, rows) : null;
        try (NDManager manager = TorchEngine.newManager(device)) {
            Parameters parameters = new Parameters(manager, initial, options.ema());
            Run run = new Run(manager, parameters, rows, batches, draws, seeds.split(), masks(seeds.split()), ofUnseen);
            double loss = run.run(listener, stop);
            SortedMap<String, Tensor> tensors = run.best();
            if (spec.posteriorSamples() > 0) {
                tensors.put(VaeTensors.NOISE, noise);
            }
            if (conditionalPrior) {
                tensors.put(VaeTensors.PRIOR_CONDITION, Tensor.of(ofUnseen, ofUnseen.length));
            }
            requireFinite(tensors);
            return new FitResult(spec, tensors, run.stepsDone, loss, run.interrupted);
        }
    }

    private InputMasks masks(SplittableRandom random) {
        return new InputMasks(spec, options.maskedRows(), options.maskedInputs(), random);
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

    /** One fit under way. */
    private final class Run {
        private final NDManager manager;
        private final Parameters parameters;
        private final BatchSampler sampler;
        private final BatchLoader loader;
        private final Objective objective;
        private final EarlyStopping stopping;
        private final int steps;
        private int stepsDone;
        private boolean interrupted;

        Run(
                NDManager manager,
                Parameters parameters,
                TrainingRows rows,
                SplittableRandom batches,
                SplittableRandom draws,
                SplittableRandom validation,
                InputMasks masks,
                float[] ofUnseen) {
            this.manager = manager;
            this.parameters = parameters;
            stopping = options.earlyStopping() ? new EarlyStopping(spec, rows, validation, ofUnseen) : null;
            TrainingRows fitted = stopping == null ? rows : stopping.fitRows();
            boolean epochs = options.epochs() > 0;
            int batchSize = Math.min(options.batchSize(), fitted.size());
            sampler = new BatchSampler(fitted.size(), batchSize, epochs, batches);
            loader = new BatchLoader(spec, fitted, batchSize, options.denoise(), draws, masks, ofUnseen);
            steps = epochs ? options.epochs() * sampler.batchesAnEpoch() : options.steps();
            Network network = new Network(spec, parameters.weights());
            objective = new Objective(network, ObservationModel.of(spec), options.klWeight());
        }

        /** Returns the mean loss of the last tenth of the steps. */
        double run(FitListener listener, StopRequest stop) {
            LossTail tail = new LossTail(Math.max(1, steps / 10));
            for (int step = 1; step <= steps; step++) {
                FitStep taken = step(step);
                double loss = taken.negativeElbo();
                if (!Double.isFinite(loss)) {
                    throw new FitFailedException("the fit diverged at step " + step + " of " + steps + " (loss " + loss
                            + "); lower --learning-rate or look for extreme values in the input");
                }
                tail.add(loss);
                stepsDone = step;
                listener.onStep(taken);
                // Until the KL weight has its full height the best weights are yet to come.
                if (stopping != null && step > options.klWarmUpSteps() && stopping.shouldStop(step, parameters)) {
                    break;
                }
                if (stop.isMade()) {
                    interrupted = step < steps;
                    break;
                }
            }
            return tail.mean();
        }

        SortedMap<String, Tensor> best() {
            return stopping == null ? parameters.export() : stopping.best(parameters);
        }

        private FitStep step(int step) {
            try (NDManager scope = manager.newSubManager()) {
                objective.setKlWeight(klWeight(step));
                int[] rows = sampler.next();
                Nats nats = backward(loader.load(rows, scope));
                double warmUp = Math.min(1.0, (double) step / Math.max(1, options.warmUpSteps()));
                double rate = options.learningRate() * warmUp;
                parameters.step(step, rate);
                double kl = spec.family() == Family.VAE ? nats.klSum / rows.length : Double.NaN;
                return new FitStep(step, steps, rows.length, nats.negativeElbo, kl, rate);
            }
        }

        /**
         * Rises from 0, so that the latents are put to use before they are to be paid for: Bowman et al., Generating
         * Sentences from a Continuous Space (2015).
         */
        private double klWeight(int step) {
            int rising = options.klWarmUpSteps();
            return options.klWeight() * (rising == 0 ? 1.0 : Math.min(1.0, (step - 1.0) / rising));
        }

        private Nats backward(Objective.Batch batch) {
            COLLECTOR_TURN.lock();
            try (GradientCollector collector = TorchEngine.engine().newGradientCollector()) {
                Objective.Cost cost = objective.cost(batch);
                collector.backward(cost.negativeElbo());
                return new Nats(cost.negativeElbo().getFloat(), cost.klSum().getFloat());
            } finally {
                COLLECTOR_TURN.unlock();
            }
        }
    }

    /** An {@link Objective.Cost}, read. */
    private record Nats(double negativeElbo, double klSum) {}

    /** Mean of the last losses. */
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
