// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.elbow.artifact.Activation;
import io.elbow.artifact.ConditionPlacement;
import io.elbow.artifact.DecoderOutput;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.artifact.VaeTensors;
import io.elbow.testing.TestSpecs;
import java.nio.DoubleBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares the gradient that training follows with central differences of the same objective, in double precision. */
class ObjectiveGradientTest {
    private static final int BATCH = 9;
    private static final double STEP = 1e-5;

    @ParameterizedTest
    @CsvSource({
        "GAUSSIAN,SILU,1,false",
        "GAUSSIAN,TANH,0.5,true",
        "GAUSSIAN,SILU_TANH,1,false",
        "GAUSSIAN_FEATURE,SILU,1,true",
        "GAUSSIAN_RECORD,SILU,2,false",
        "BERNOULLI,SILU,1,true"
    })
    void gradientsAreThoseOfTheObjective(
            Likelihood likelihood, Activation activation, double klWeight, boolean someMissing) {
        assertGradients(RandomModels.spec(likelihood, activation, 0), klWeight, someMissing);
    }

    @ParameterizedTest
    @EnumSource(ConditionPlacement.class)
    void gradientsAreThoseOfTheObjectiveUnderACondition(ConditionPlacement placement) {
        VaeSpec spec = RandomModels.spec(Likelihood.GAUSSIAN, Activation.SILU, 0);
        assertGradients(spec.withCondition(4, placement), 0.7, true);
    }

    @Test
    void gradientsAreThoseOfTheObjectiveBehindASigmoid() {
        VaeSpec spec = TestSpecs.withDecoderOutput(
                RandomModels.spec(Likelihood.GAUSSIAN, Activation.SILU, 0), DecoderOutput.SIGMOID);
        assertGradients(spec, 1, false);
    }

    @Test
    void gradientsAreThoseOfTheObjectiveWhereTheEncoderSeesOnlySoFar() {
        assertGradients(
                TestSpecs.withEncoderReach(RandomModels.spec(Likelihood.GAUSSIAN, Activation.SILU, 0), 0.5), 1, true);
    }

    @ParameterizedTest
    @EnumSource(ConditionPlacement.class)
    void theReportedDivergenceIsTheOneInTheLoss(ConditionPlacement placement) {
        VaeSpec spec =
                RandomModels.spec(Likelihood.GAUSSIAN, Activation.SILU, 0).withCondition(4, placement);
        SortedMap<String, Tensor> tensors = RandomModels.tensors(spec, 31);
        tensors.remove(VaeTensors.PRIOR_CONDITION);
        try (NDManager manager = TorchEngine.newManager()) {
            Map<String, NDArray> weights = new HashMap<>();
            tensors.forEach((name, tensor) -> weights.put(name, toDouble(manager, tensor)));
            Network network = new Network(spec, weights);
            Objective.Batch batch = batch(spec, manager, true);
            Objective.Cost at = new Objective(network, ObservationModel.of(spec), 0.7).cost(batch);
            NDArray without = new Objective(network, ObservationModel.of(spec), 0).negativeElbo(batch);
            long rows = batch.input().getShape().get(0);
            double weighted = at.negativeElbo().getDouble() - without.getDouble();
            // The weights of both sums are 32-bit scalars.
            double rounding = 2 * 0x1p-24 * weighted;
            assertThat(0.7 * at.klSum().getDouble() / rows).isPositive().isCloseTo(weighted, within(rounding));
        }
    }

    private static void assertGradients(VaeSpec spec, double klWeight, boolean someMissing) {
        SortedMap<String, Tensor> tensors = RandomModels.tensors(spec, 31);
        tensors.remove(VaeTensors.PRIOR_CONDITION);
        try (NDManager manager = TorchEngine.newManager()) {
            Map<String, NDArray> weights = new HashMap<>();
            tensors.forEach((name, tensor) -> weights.put(name, toDouble(manager, tensor)));
            Objective objective = new Objective(new Network(spec, weights), ObservationModel.of(spec), klWeight);
            Objective.Batch batch = batch(spec, manager, someMissing);
            Map<String, double[]> gradients = gradients(objective, batch, weights);
            for (String name : tensors.keySet()) {
                assertGradient(name, objective, batch, weights, gradients.get(name));
            }
        }
    }

    private static Map<String, double[]> gradients(
            Objective objective, Objective.Batch batch, Map<String, NDArray> weights) {
        weights.values().forEach(weight -> weight.setRequiresGradient(true));
        try (GradientCollector collector = TorchEngine.engine().newGradientCollector()) {
            collector.backward(objective.negativeElbo(batch));
        }
        Map<String, double[]> gradients = new HashMap<>();
        weights.forEach(
                (name, weight) -> gradients.put(name, weight.getGradient().toDoubleArray()));
        weights.values().forEach(weight -> weight.setRequiresGradient(false));
        return gradients;
    }

    private static void assertGradient(
            String name, Objective objective, Objective.Batch batch, Map<String, NDArray> weights, double[] gradient) {
        NDArray original = weights.get(name);
        double[] values = original.toDoubleArray();
        for (int i = 0; i < values.length; i++) {
            double up = lossWith(name, values, i, STEP, objective, batch, weights, original);
            double down = lossWith(name, values, i, -STEP, objective, batch, weights, original);
            double difference = (up - down) / (2 * STEP);
            assertThat(gradient[i])
                    .as("%s[%d]", name, i)
                    .isCloseTo(difference, within(1e-6 * (1 + Math.abs(difference))));
        }
        weights.put(name, original);
    }

    private static double lossWith(
            String name,
            double[] values,
            int index,
            double step,
            Objective objective,
            Objective.Batch batch,
            Map<String, NDArray> weights,
            NDArray original) {
        double kept = values[index];
        values[index] = kept + step;
        weights.put(
                name, original.getManager().create(DoubleBuffer.wrap(values), original.getShape(), DataType.FLOAT64));
        values[index] = kept;
        return objective.negativeElbo(batch).getDouble();
    }

    private static Objective.Batch batch(VaeSpec spec, NDManager manager, boolean someMissing) {
        SplittableRandom random = new SplittableRandom(41);
        double[] target = new double[BATCH * spec.inputDim()];
        double[] input = new double[target.length];
        double[] present = new double[target.length];
        for (int i = 0; i < target.length; i++) {
            present[i] = someMissing && i % 4 == 0 ? 0 : 1;
            double value = spec.likelihood() == Likelihood.BERNOULLI ? random.nextDouble() : random.nextGaussian();
            target[i] = present[i] * value;
            input[i] = present[i] * (value + 0.2 * random.nextGaussian());
        }
        double[] eps = random.doubles(BATCH * (long) spec.latentDim(), -2, 2).toArray();
        return new Objective.Batch(
                array(manager, input, spec.inputDim()),
                array(manager, target, spec.inputDim()),
                array(manager, eps, spec.latentDim()),
                someMissing ? array(manager, present, spec.inputDim()) : null,
                condition(spec, manager, random));
    }

    private static Network.Condition condition(VaeSpec spec, NDManager manager, SplittableRandom random) {
        int dim = spec.conditionDim();
        double[] numbers = random.doubles((long) BATCH * dim, -1, 1).toArray();
        return new Network.Condition(
                spec.networkConditionDim() > 0 ? array(manager, numbers, dim) : null,
                spec.priorConditionDim() > 0 ? array(manager, numbers, dim) : null);
    }

    private static NDArray array(NDManager manager, double[] values, int width) {
        return manager.create(DoubleBuffer.wrap(values), new Shape(values.length / width, width), DataType.FLOAT64);
    }

    private static NDArray toDouble(NDManager manager, Tensor tensor) {
        double[] values = new double[tensor.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = tensor.values()[i];
        }
        int[] shape = tensor.shape();
        Shape extents = shape.length == 2 ? new Shape(shape[0], shape[1]) : new Shape(shape[0]);
        return manager.create(DoubleBuffer.wrap(values), extents, DataType.FLOAT64);
    }
}
