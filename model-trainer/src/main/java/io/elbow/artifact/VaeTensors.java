// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Names and shapes of a VAE's tensors. Weights are [out, in], as in PyTorch: y = x W^T + b.
 *
 * <ul>
 *   <li>{@code encoder.<i>.weight|bias}, i from 0: hidden layers
 *   <li>{@code encoder.mean.weight|bias}, {@code encoder.log-variance.weight|bias}: [latentDim, lastHidden]; the
 *       log-variance is clamp(head - 1, -12, 6)
 *   <li>{@code decoder.<i>.weight|bias}: hidden layers, the encoder's widths in reverse
 *   <li>{@code decoder.output.weight|bias}: [inputDim, ..], the mean or the logits
 *   <li>{@code decoder.observation-log-variance.weight|bias}: [inputDim, ..], {@code gaussian-record} alone
 *   <li>{@code observation-log-variance}: [inputDim], {@code gaussian-feature} alone
 *   <li>{@code prior.mean.weight|bias}: [latentDim, conditionDim], where a condition is in the prior: mu_c = c W^T + b
 *   <li>{@code prior.condition}: [conditionDim], likewise: the mean of each of the condition's numbers over the training
 *       rows, which an unseen one counts as. So an unseen category has the frequency-weighted mean of mu_c.
 *   <li>{@code noise}: [posteriorSamples, latentDim], where there are draws
 * </ul>
 *
 * A condition in the network widens the first layers, {@code encoder.0} and {@code decoder.0}, by conditionDim inputs
 * behind the others; an unseen number of it enters as 0.
 *
 * The variance of {@code gaussian-feature} and {@code gaussian-record} is sigma^2 + exp(raw), raw clamped to [-20, 20].
 */
public final class VaeTensors {
    public static final String NOISE = "noise";
    public static final String PRIOR_MEAN = "prior.mean";
    public static final String PRIOR_CONDITION = "prior.condition";
    public static final String OBSERVATION_LOG_VARIANCE = "observation-log-variance";

    private VaeTensors() {}

    /** Every tensor that an artifact of this specification must hold, with its shape. */
    public static SortedMap<String, int[]> shapes(VaeSpec spec) {
        SortedMap<String, int[]> shapes = new TreeMap<>();
        int width = spec.inputDim() + spec.networkConditionDim();
        for (int i = 0; i < spec.hidden().size(); i++) {
            linear(shapes, "encoder." + i, width, spec.hidden().get(i));
            width = spec.hidden().get(i);
        }
        linear(shapes, "encoder.mean", width, spec.latentDim());
        linear(shapes, "encoder.log-variance", width, spec.latentDim());
        width = spec.latentDim() + spec.networkConditionDim();
        for (int i = 0; i < spec.hidden().size(); i++) {
            int next = spec.hidden().get(spec.hidden().size() - 1 - i);
            linear(shapes, "decoder." + i, width, next);
            width = next;
        }
        linear(shapes, "decoder.output", width, spec.inputDim());
        if (spec.likelihood() == Likelihood.GAUSSIAN_RECORD) {
            linear(shapes, "decoder.observation-log-variance", width, spec.inputDim());
        }
        if (spec.likelihood() == Likelihood.GAUSSIAN_FEATURE) {
            shapes.put(OBSERVATION_LOG_VARIANCE, new int[] {spec.inputDim()});
        }
        if (spec.priorConditionDim() > 0) {
            linear(shapes, PRIOR_MEAN, spec.conditionDim(), spec.latentDim());
            shapes.put(PRIOR_CONDITION, new int[] {spec.conditionDim()});
        }
        if (spec.posteriorSamples() > 0) {
            shapes.put(NOISE, new int[] {spec.posteriorSamples(), spec.latentDim()});
        }
        return shapes;
    }

    private static void linear(SortedMap<String, int[]> shapes, String name, int in, int out) {
        shapes.put(name + ".weight", new int[] {out, in});
        shapes.put(name + ".bias", new int[] {out});
    }
}
