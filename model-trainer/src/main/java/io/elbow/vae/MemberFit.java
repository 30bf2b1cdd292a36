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

/** The fit of one network, while it is running. Its native memory belongs to its manager, which outlives it. */
final class MemberFit {
    private final VaeSpec spec;
    private final FitOptions options;
    private final NDManager manager;
    private final Tensor noise;
    private final float[] ofUnseen;
    private final Parameters parameters;
    private final EarlyStopping stopping;
    private final BatchSampler sampler;
    private final BatchLoader loader;
    private final Objective objective;
    private final int steps;
    private Objective.Batch batch;
    private FitStep last;
    private boolean stopped;

    /**
     * Prepares a fit.
     *
     * @param spec of one member
     * @param seeds of the whole fit; each member takes the same number of them
     * @param start the member's own tensors of an earlier fit; null: from random weights
     */
    MemberFit(
            VaeSpec spec,
            FitOptions options,
            NDManager manager,
            TrainingRows rows,
            SplittableRandom seeds,
            Map<String, Tensor> start) {
        this.spec = spec;
        this.options = options;
        this.manager = manager;
        SortedMap<String, Tensor> initial = Initializer.weights(spec, seeds.split());
        if (start != null) {
            initial.replaceAll((name, random) -> start.get(name));
        }
        SplittableRandom batches = seeds.split();
        SplittableRandom draws = seeds.split();
        noise = NormalDraws.antithetic(spec.posteriorSamples(), spec.latentDim(), seeds.split());
        // The value of an unseen condition is not a weight but a property of the rows.
        boolean conditionalPrior = initial.remove(VaeTensors.PRIOR_CONDITION) != null;
        ofUnseen = conditionalPrior ? ConditionMeans.of(spec, rows) : null;
        parameters = new Parameters(manager, initial, options.optimiser().ema());
        SplittableRandom validation = seeds.split();
        InputMasks masks = new InputMasks(
                spec, options.corruption().maskedRows(), options.corruption().maskedInputs(), seeds.split());
        stopping = options.length().earlyStopping() ? new EarlyStopping(spec, rows, validation, ofUnseen) : null;
        TrainingRows fitted = stopping == null ? rows : stopping.fitRows();
        boolean epochs = options.epochs() > 0;
        int batchSize = Math.min(options.batchSize(), fitted.size());
        sampler = new BatchSampler(fitted.size(), batchSize, epochs, batches);
        loader = new BatchLoader(spec, fitted, batchSize, options.corruption().denoise(), draws, masks, ofUnseen);
        steps = epochs ? options.epochs() * sampler.batchesAnEpoch() : options.steps();
        objective = new Objective(
                new Network(spec, parameters.weights()),
                ObservationModel.of(spec),
                options.divergence().klWeight());
    }

    /** The most steps that the fit takes. */
    int steps() {
        return steps;
    }

    /** Whether early stopping has ended the fit. */
    boolean hasStopped() {
        return stopped;
    }

    /** Begins a step by loading its rows. This needs no gradient collector, so no other fit has to wait. */
    void load() {
        batch = loader.load(sampler.next(), manager.newSubManager());
    }

    /**
     * Continues the step by computing the gradients.
     *
     * @param step from 1
     * @param collector the one open in this process
     * @throws FitFailedException if the fit diverged
     */
    void differentiate(int step, GradientCollector collector) {
        try (NDManager scope = batch.input().getManager()) {
            objective.setKlWeight(klWeight(step));
            Objective.Cost cost = objective.cost(batch);
            collector.backward(cost.negativeElbo());
            double negativeElbo = cost.negativeElbo().getFloat();
            if (!Double.isFinite(negativeElbo)) {
                throw new FitFailedException("the fit diverged at step " + step + " of " + steps + " (loss "
                        + negativeElbo + "); lower --learning-rate or look for extreme values in the input");
            }
            int rows = (int) batch.input().getShape().get(0);
            double kl = spec.family() == Family.VAE ? cost.klSum().getFloat() / (double) rows : Double.NaN;
            double warmUp = Math.min(
                    1.0, (double) step / Math.max(1, options.optimiser().warmUpSteps()));
            last = new FitStep(
                    step, steps, rows, negativeElbo, kl, options.optimiser().learningRate() * warmUp);
        }
    }

    /** Ends the step by updating the weights. */
    void update() {
        int step = last.step();
        parameters.step(step, last.learningRate());
        // Until the KL weight has reached its full height the best weights are still to come.
        stopped = stopping != null
                && step > options.divergence().klWarmUpSteps()
                && stopping.shouldStop(step, parameters);
    }

    /** The step that was just taken. */
    FitStep last() {
        return last;
    }

    /** The best weights so far, and the other tensors that a scorer needs. */
    SortedMap<String, Tensor> tensors() {
        SortedMap<String, Tensor> tensors = stopping == null ? parameters.export() : stopping.best(parameters);
        if (spec.posteriorSamples() > 0) {
            tensors.put(VaeTensors.NOISE, noise);
        }
        if (ofUnseen != null) {
            tensors.put(VaeTensors.PRIOR_CONDITION, Tensor.of(ofUnseen, ofUnseen.length));
        }
        return tensors;
    }

    /**
     * The KL weight at a step. It rises from 0, so that the latents are used before they cost anything: Bowman et al.,
     * Generating Sentences from a Continuous Space (2015).
     */
    private double klWeight(int step) {
        int rising = options.divergence().klWarmUpSteps();
        return options.divergence().klWeight() * (rising == 0 ? 1.0 : Math.min(1.0, (step - 1.0) / rising));
    }
}
