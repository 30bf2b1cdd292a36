// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.elbow.artifact.Members;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.artifact.VaeTensors;
import io.elbow.scoring.ElboTerms;
import io.elbow.scoring.SampledBound;
import io.elbow.scoring.Scorer;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Scores with PyTorch.
 *
 * <p>Owned state: the weights and the noise of each draw as native arrays, and a direct input buffer. Lifecycle: made
 * once for each task and closed with it; each call uses its own manager, so that it leaves no native memory behind. Not
 * thread-safe. The weights carry no gradients, so that no graph is built whatever the thread's gradient mode is.
 */
public final class VaeScorer implements Scorer {
    /**
     * Rows in a native pass. With more, the temporary arrays outgrow the allocator's cache and each call pays for page
     * faults.
     */
    private static final int PASS_ROWS = 128;

    private final VaeSpec spec;
    private final NDManager manager;
    private final Network network;
    private final ObservationModel observation;
    private final List<NDArray> noise;
    private final SampledBound sampledBound;

    /** Nats of each draw of a pass, [draws][PASS_ROWS * inputDim]; null: only their mean is needed. */
    private final float[][] drawNats;

    private final FloatBuffer input;
    private final ByteBuffer inputBytes;
    private final ConditionArrays conditions;

    public VaeScorer(VaeSpec spec, Map<String, Tensor> tensors) {
        this.spec = Members.requireOne(spec);
        manager = TorchEngine.newManager();
        noise = noise(tensors.get(VaeTensors.NOISE));
        conditions = ConditionArrays.of(spec, tensors, PASS_ROWS);
        network = Network.toScore(spec, manager, tensors);
        observation = ObservationModel.of(spec);
        sampledBound = SampledBound.of(spec, tensors);
        drawNats = sampledBound != null && sampledBound.weighs()
                ? new float[spec.posteriorSamples()][PASS_ROWS * spec.inputDim()]
                : null;
        inputBytes = NativeArrays.direct(PASS_ROWS * spec.inputDim());
        input = inputBytes.asFloatBuffer();
    }

    @Override
    public int inputDim() {
        return spec.inputDim();
    }

    @Override
    public int rowWidth() {
        return spec.rowWidth();
    }

    @Override
    public ElboTerms score(float[] rows, int batch) {
        float[] nats = new float[batch * spec.inputDim()];
        float[] kl = new float[batch];
        for (int from = 0; from < batch; from += PASS_ROWS) {
            scorePass(rows, from, Math.min(PASS_ROWS, batch - from), nats, kl);
        }
        return new ElboTerms(batch, spec.inputDim(), nats, kl);
    }

    @Override
    public float[] expected(float[] rows, int batch) {
        float[] expected = new float[batch * spec.inputDim()];
        for (int from = 0; from < batch; from += PASS_ROWS) {
            expectedPass(rows, from, Math.min(PASS_ROWS, batch - from), expected);
        }
        return expected;
    }

    @Override
    public void close() {
        manager.close();
    }

    private void scorePass(float[] rows, int from, int count, float[] nats, float[] kl) {
        try (NDManager pass = manager.newSubManager()) {
            NDArray x = toNative(pass, rows, from, count);
            Network.Condition condition = conditions.load(pass);
            Network.Posterior posterior = network.encode(x, condition);
            NDArray sum = null;
            int draw = 0;
            for (NDArray z : draws(posterior)) {
                NDArray term = observation.nats(x, network.decode(z, condition));
                if (drawNats != null) {
                    NativeArrays.copy(term, drawNats[draw++], 0);
                } else {
                    sum = sum == null ? term : sum.addi(term);
                }
            }
            if (sum != null) {
                NativeArrays.copy(sum.div(Math.max(1, noise.size())), nats, from * spec.inputDim());
            }
            if (sampledBound == null) {
                NativeArrays.copy(posterior.klTo(network.priorMean(condition)), kl, from);
            } else {
                sampledTerms(posterior, network.priorMean(condition), rows, from, count, nats, kl);
            }
        }
    }

    private void sampledTerms(
            Network.Posterior posterior,
            NDArray priorMean,
            float[] rows,
            int from,
            int count,
            float[] nats,
            float[] kl) {
        float[] mean = new float[count * spec.latentDim()];
        float[] logVariance = new float[count * spec.latentDim()];
        NativeArrays.copy(
                priorMean == null ? posterior.mean() : posterior.mean().sub(priorMean), mean, 0);
        NativeArrays.copy(posterior.logVariance(), logVariance, 0);
        for (int row = 0; row < count; row++) {
            int offset = row * spec.latentDim();
            int at = (from + row) * spec.rowWidth();
            int to = (from + row) * spec.inputDim();
            kl[from + row] = drawNats == null
                    ? sampledBound.divergence(mean, logVariance, offset)
                    : sampledBound.weighted(
                            mean, logVariance, offset, drawNats, row * spec.inputDim(), rows, at, nats, to);
        }
    }

    private void expectedPass(float[] rows, int from, int count, float[] expected) {
        try (NDManager pass = manager.newSubManager()) {
            NDArray x = toNative(pass, rows, from, count);
            NDArray sum = null;
            Network.Condition condition = conditions.load(pass);
            for (NDArray z : draws(network.encode(x, condition))) {
                NDArray mean = observation.mean(network.decode(z, condition));
                sum = sum == null ? mean : sum.add(mean);
            }
            NativeArrays.copy(sum.div(Math.max(1, noise.size())), expected, from * spec.inputDim());
        }
    }

    /** z = mean + exp(logVariance / 2) eps for each stored eps; only the mean if none is stored. */
    private Iterable<NDArray> draws(Network.Posterior posterior) {
        if (noise.isEmpty()) {
            return List.of(posterior.mean());
        }
        NDArray deviation = posterior.logVariance().mul(0.5).exp();
        return () -> noise.stream()
                .map(eps -> deviation.mul(eps).addi(posterior.mean()))
                .iterator();
    }

    private NDArray toNative(NDManager pass, float[] rows, int from, int count) {
        int inputDim = spec.inputDim();
        input.clear();
        conditions.clear();
        for (int row = from; row < from + count; row++) {
            int start = row * spec.rowWidth();
            for (int i = start; i < start + inputDim; i++) {
                float value = rows[i];
                input.put(Float.isNaN(value) ? 0f : value);
            }
            conditions.add(rows, start + inputDim);
        }
        return NativeArrays.matrix(pass, inputBytes, count, inputDim);
    }

    /** The noise as one array for each draw, [latentDim]. */
    private List<NDArray> noise(Tensor tensor) {
        List<NDArray> draws = new ArrayList<>();
        NDArray all = tensor == null ? null : NativeArrays.of(manager, tensor);
        for (int i = 0; i < spec.posteriorSamples(); i++) {
            draws.add(all.get(i));
        }
        return draws;
    }
}
