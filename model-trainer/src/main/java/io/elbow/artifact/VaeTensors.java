// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Names and shapes of a model's tensors. Weights are [out, in], as in PyTorch: y = x W^T + b.
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
 *   <li>{@code prior.condition}: [conditionDim], likewise: the mean of each of the condition's numbers over the
 *       training rows, which an unseen one counts as. So an unseen category has the frequency-weighted mean of mu_c.
 *   <li>{@code noise}: [posteriorSamples, latentDim], where there are draws
 * </ul>
 *
 * A model of several members has all of these for each, as {@link Members} names them, with its share of the draws.
 *
 * <p>A condition in the network widens the first layers, {@code encoder.0} and {@code decoder.0}, by conditionDim
 * inputs behind the others; an unseen number of it enters as 0.
 *
 * <p>An {@code autoencoder} has neither log-variance head nor noise. The other families have no layers:
 *
 * <ul>
 *   <li>{@code pca.mean}: [inputDim]; {@code pca.components}: [latentDim, inputDim], orthonormal rows;
 *       {@code pca.log-variance}: [inputDim], of what the components leave
 *   <li>{@code mixture.weight-logits}: [latentDim], log weights up to a constant; {@code mixture.means} and
 *       {@code mixture.log-variances}: [latentDim, inputDim]
 * </ul>
 *
 * The variance of {@code gaussian-feature} and {@code gaussian-record} is sigma^2 + exp(raw), raw clamped to [-20, 20].
 */
public final class VaeTensors {
    public static final String NOISE = "noise";
    public static final String PRIOR_MEAN = "prior.mean";
    public static final String PRIOR_CONDITION = "prior.condition";
    public static final String OBSERVATION_LOG_VARIANCE = "observation-log-variance";

    public static final String PCA_MEAN = "pca.mean";
    public static final String PCA_COMPONENTS = "pca.components";
    public static final String PCA_LOG_VARIANCE = "pca.log-variance";
    public static final String MIXTURE_WEIGHT_LOGITS = "mixture.weight-logits";
    public static final String MIXTURE_MEANS = "mixture.means";
    public static final String MIXTURE_LOG_VARIANCES = "mixture.log-variances";

    private VaeTensors() {}

    /** Every tensor that an artifact of this specification must hold, with its shape. */
    public static SortedMap<String, int[]> shapes(VaeSpec spec) {
        return spec.members() == 1
                ? ofOne(spec)
                : Members.join(Collections.nCopies(spec.members(), ofOne(spec.ofMember())));
    }

    private static SortedMap<String, int[]> ofOne(VaeSpec spec) {
        return switch (spec.family()) {
            case VAE, AUTOENCODER -> ofNetwork(spec);
            case PCA ->
                new TreeMap<>(Map.of(
                        PCA_MEAN, new int[] {spec.inputDim()},
                        PCA_COMPONENTS, new int[] {spec.latentDim(), spec.inputDim()},
                        PCA_LOG_VARIANCE, new int[] {spec.inputDim()}));
            case GAUSSIAN_MIXTURE ->
                new TreeMap<>(Map.of(
                        MIXTURE_WEIGHT_LOGITS, new int[] {spec.latentDim()},
                        MIXTURE_MEANS, new int[] {spec.latentDim(), spec.inputDim()},
                        MIXTURE_LOG_VARIANCES, new int[] {spec.latentDim(), spec.inputDim()}));
        };
    }

    private static SortedMap<String, int[]> ofNetwork(VaeSpec spec) {
        SortedMap<String, int[]> shapes = new TreeMap<>();
        int width = spec.inputDim() + spec.networkConditionDim();
        for (int i = 0; i < spec.hidden().size(); i++) {
            linear(shapes, "encoder." + i, width, spec.hidden().get(i));
            width = spec.hidden().get(i);
        }
        linear(shapes, "encoder.mean", width, spec.latentDim());
        if (spec.family() == Family.VAE) {
            linear(shapes, "encoder.log-variance", width, spec.latentDim());
        }
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
