// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.artifact.VaeTensors;
import java.util.Map;

/**
 * Scores by principal components: x is expected at m + W W^T (x - m), where the columns of W are the components. An
 * input costs -log N(x_i; expected_i, v_i), where v_i is the variance that the components leave unexplained on the
 * training rows. There is no divergence: the position of a row along the components costs nothing.
 *
 * <p>Pearson, On lines and planes of closest fit to systems of points in space (1901); Jackson and Mudholkar, Control
 * procedures for residuals associated with principal component analysis (1979). A missing input counts as its mean.
 */
public final class PcaScorer implements Scorer {
    private final int inputs;
    private final float[] mean;
    private final float[] components;
    private final double[] logVariances;
    private final double[] centred;
    private final double[] expected;

    /**
     * Makes a scorer from a model's tensors.
     *
     * @param tensors as {@link VaeTensors#shapes} names them for this specification
     */
    public PcaScorer(VaeSpec spec, Map<String, Tensor> tensors) {
        inputs = spec.inputDim();
        mean = tensors.get(VaeTensors.PCA_MEAN).values();
        components = tensors.get(VaeTensors.PCA_COMPONENTS).values();
        logVariances =
                ClosedForms.doubles(tensors.get(VaeTensors.PCA_LOG_VARIANCE).values());
        centred = new double[inputs];
        expected = new double[inputs];
    }

    @Override
    public int inputDim() {
        return inputs;
    }

    @Override
    public ElboTerms score(float[] rows, int batch) {
        float[] nats = new float[batch * inputs];
        for (int row = 0; row < batch; row++) {
            reconstruct(rows, row * inputs);
            for (int i = 0; i < inputs; i++) {
                nats[row * inputs + i] = (float)
                        ClosedForms.gaussianNatsByLogVariance(mean[i] + centred[i], expected[i], logVariances[i]);
            }
        }
        return new ElboTerms(batch, inputs, nats, new float[batch]);
    }

    @Override
    public float[] expected(float[] rows, int batch) {
        float[] all = new float[batch * inputs];
        for (int row = 0; row < batch; row++) {
            reconstruct(rows, row * inputs);
            for (int i = 0; i < inputs; i++) {
                all[row * inputs + i] = (float) expected[i];
            }
        }
        return all;
    }

    @Override
    public void close() {
        // There is nothing outside the heap to release.
    }

    private void reconstruct(float[] rows, int from) {
        for (int i = 0; i < inputs; i++) {
            float x = rows[from + i];
            centred[i] = Float.isNaN(x) ? 0 : (double) x - mean[i];
            expected[i] = mean[i];
        }
        for (int at = 0; at < components.length; at += inputs) {
            double along = 0;
            for (int i = 0; i < inputs; i++) {
                along += components[at + i] * centred[i];
            }
            for (int i = 0; i < inputs; i++) {
                expected[i] += along * components[at + i];
            }
        }
    }
}
