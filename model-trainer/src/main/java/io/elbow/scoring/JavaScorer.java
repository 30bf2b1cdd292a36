// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import io.elbow.artifact.DecoderOutput;
import io.elbow.artifact.Family;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.Members;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.artifact.VaeTensors;
import java.util.Arrays;
import java.util.Map;

/**
 * Scores in plain Java: no native library, no memory outside the heap. It is faster than a native call for small
 * networks and small batches, and it implements the mathematics independently of the code that trains.
 *
 * <p>Owned state: the weights and the buffers of one block of rows, made once. Lifecycle: {@link #close} has nothing to
 * release. Not thread-safe.
 */
public final class JavaScorer implements Scorer {
    /** Number of rows, or draws of a row, that pass a layer together, so that its weights stay in the cache. */
    private static final int BLOCK = 16;

    private static final float LEAST_LOG_VARIANCE = -12.0f;
    private static final float LARGEST_LOG_VARIANCE = 6.0f;

    private final VaeSpec spec;
    private final float[] noise;
    private final HiddenLayers encoder;
    private final HiddenLayers decoder;
    private final DenseLayer meanHead;
    private final DenseLayer logVarianceHead;
    private final DenseLayer outputHead;
    private final DenseLayer rawVarianceHead;
    private final RowNats rowNats;
    private final SampledBound sampledBound;
    private final float[][] drawNats;
    private final PriorMean prior;
    private final float[] fromPrior;

    private final float[][] inputs;
    private final float[][] seen;
    private final float[][] means;
    private final float[][] logVariances;
    private final float[][] deviations;
    private final float[][] latents;
    private final float[][] outputs;
    private final float[][] rawVariances;

    /**
     * Makes a scorer from a model's tensors.
     *
     * @param tensors as {@link VaeTensors#shapes} names them for this specification
     */
    public JavaScorer(VaeSpec spec, Map<String, Tensor> tensors) {
        this.spec = Members.requireOne(spec);
        int layers = spec.hidden().size();
        boolean varianceOfRecord = spec.likelihood() == Likelihood.GAUSSIAN_RECORD;
        encoder = new HiddenLayers(tensors, "encoder", layers, spec.activation().ofEncoder(), BLOCK);
        decoder = new HiddenLayers(tensors, "decoder", layers, spec.activation(), BLOCK);
        meanHead = DenseLayer.of(tensors, "encoder.mean");
        logVarianceHead = spec.family() == Family.VAE ? DenseLayer.of(tensors, "encoder.log-variance") : null;
        outputHead = DenseLayer.of(tensors, "decoder.output");
        rawVarianceHead = varianceOfRecord ? DenseLayer.of(tensors, "decoder.observation-log-variance") : null;
        noise = spec.posteriorSamples() == 0
                ? null
                : tensors.get(VaeTensors.NOISE).values().clone();
        rowNats = RowNats.of(spec, tensors);
        sampledBound = SampledBound.of(spec, tensors);
        drawNats = sampledBound != null && sampledBound.weighs() ? new float[draws()][spec.inputDim()] : null;
        prior = PriorMean.of(spec, tensors);
        fromPrior = new float[spec.latentDim()];
        inputs = new float[BLOCK][spec.inputDim() + spec.networkConditionDim()];
        // The inputs as the encoder sees them, if it limits them.
        seen = spec.network().encoderReach() == VaeSpec.NO_REACH ? inputs : new float[BLOCK][inputs[0].length];
        means = new float[BLOCK][spec.latentDim()];
        logVariances = new float[BLOCK][spec.latentDim()];
        deviations = new float[BLOCK][spec.latentDim()];
        latents = new float[BLOCK][spec.latentDim() + spec.networkConditionDim()];
        outputs = new float[BLOCK][spec.inputDim()];
        rawVariances = new float[BLOCK][varianceOfRecord ? spec.inputDim() : 0];
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
        requireRows(rows, batch);
        float[] nats = new float[batch * inputDim()];
        float[] kl = new float[batch];
        for (int first = 0; first < batch; first += BLOCK) {
            int count = Math.min(BLOCK, batch - first);
            encode(rows, first, count);
            int from = first;
            decodeDraws(count, drawNats == null ? averaging(nats, from) : weighing(rows, nats, kl, from));
            for (int row = 0; row < count && drawNats == null; row++) {
                kl[from + row] = divergence(row, rows, from + row);
            }
        }
        return new ElboTerms(batch, inputDim(), nats, kl);
    }

    private PointConsumer averaging(float[] nats, int first) {
        return (row, draw, point) -> {
            if (draw == 0) {
                rowNats.begin();
            }
            rowNats.add(inputs[row], outputs[point], rawVariances[point]);
            if (draw == draws() - 1) {
                rowNats.finish(draws(), nats, (first + row) * inputDim());
            }
        };
    }

    private PointConsumer weighing(float[] rows, float[] nats, float[] kl, int first) {
        return (row, draw, point) -> {
            rowNats.begin();
            rowNats.add(inputs[row], outputs[point], rawVariances[point]);
            rowNats.finish(1, drawNats[draw], 0);
            if (draw == draws() - 1) {
                int at = first + row;
                takeFromPrior(row, rows, at);
                kl[at] = sampledBound.weighted(
                        fromPrior, logVariances[row], 0, drawNats, 0, rows, at * rowWidth(), nats, at * inputDim());
            }
        };
    }

    private float divergence(int row, float[] rows, int at) {
        takeFromPrior(row, rows, at);
        return sampledBound == null ? kl(row) : sampledBound.divergence(fromPrior, logVariances[row], 0);
    }

    private void takeFromPrior(int row, float[] rows, int at) {
        float[] priorMean = prior.of(rows, at);
        for (int j = 0; j < fromPrior.length; j++) {
            fromPrior[j] = means[row][j] - priorMean[j];
        }
    }

    @Override
    public float[] expected(float[] rows, int batch) {
        requireRows(rows, batch);
        float[] expected = new float[batch * inputDim()];
        double[] sums = new double[inputDim()];
        for (int first = 0; first < batch; first += BLOCK) {
            int count = Math.min(BLOCK, batch - first);
            encode(rows, first, count);
            int from = first;
            decodeDraws(count, (row, draw, point) -> {
                if (draw == 0) {
                    Arrays.fill(sums, 0);
                }
                addMean(outputs[point], sums);
                if (draw == draws() - 1) {
                    for (int i = 0; i < sums.length; i++) {
                        expected[(from + row) * inputDim() + i] = (float) (sums[i] / draws());
                    }
                }
            });
        }
        return expected;
    }

    @Override
    public void close() {
        // There is nothing outside the heap to release.
    }

    /** Computes inputs, means and log-variances of a block of rows. */
    private void encode(float[] rows, int first, int count) {
        for (int row = 0; row < count; row++) {
            int offset = (first + row) * rowWidth();
            for (int i = 0; i < inputs[row].length; i++) {
                float value = rows[offset + i];
                inputs[row][i] = Float.isNaN(value) ? 0.0f : value;
            }
        }
        reach(count);
        float[][] hidden = encoder.apply(seen, count);
        meanHead.apply(hidden, means, count);
        if (logVarianceHead == null) {
            return;
        }
        logVarianceHead.apply(hidden, logVariances, count);
        for (int row = 0; row < count; row++) {
            float[] head = logVariances[row];
            for (int j = 0; j < head.length; j++) {
                head[j] = Math.max(LEAST_LOG_VARIANCE, Math.min(LARGEST_LOG_VARIANCE, head[j] - 1.0f));
                deviations[row][j] = noise == null ? 0 : (float) Math.exp(0.5 * head[j]);
            }
        }
    }

    private void reach(int count) {
        if (seen == inputs) {
            return;
        }
        float reach = (float) spec.network().encoderReach();
        for (int row = 0; row < count; row++) {
            System.arraycopy(inputs[row], 0, seen[row], 0, seen[row].length);
            for (int i = 0; i < inputDim(); i++) {
                seen[row][i] = Math.max(-reach, Math.min(reach, seen[row][i]));
            }
        }
    }

    private float kl(int row) {
        if (logVarianceHead == null) {
            return 0;
        }
        double sum = 0;
        for (int j = 0; j < spec.latentDim(); j++) {
            sum += ClosedForms.klToStandardNormal(fromPrior[j], logVariances[row][j]);
        }
        return (float) sum;
    }

    /**
     * Decodes every draw of the block's rows, one block of draws at a time. It passes on each row, its draw and its
     * place in the output buffers; all draws of a row come before those of the next.
     */
    private void decodeDraws(int rows, PointConsumer consumer) {
        int points = rows * draws();
        for (int first = 0; first < points; first += BLOCK) {
            int count = Math.min(BLOCK, points - first);
            for (int point = 0; point < count; point++) {
                placeDraw((first + point) / draws(), (first + point) % draws(), latents[point]);
            }
            decode(count);
            for (int point = 0; point < count; point++) {
                consumer.accept((first + point) / draws(), (first + point) % draws(), point);
            }
        }
    }

    /** Places z = mean + exp(logVariance / 2) eps of one draw, followed by the condition. */
    private void placeDraw(int row, int draw, float[] latent) {
        System.arraycopy(inputs[row], inputDim(), latent, spec.latentDim(), spec.networkConditionDim());
        System.arraycopy(means[row], 0, latent, 0, spec.latentDim());
        if (noise != null) {
            float[] deviation = deviations[row];
            int offset = draw * spec.latentDim();
            for (int j = 0; j < deviation.length; j++) {
                latent[j] += deviation[j] * noise[offset + j];
            }
        }
    }

    private void decode(int points) {
        float[][] hidden = decoder.apply(latents, points);
        outputHead.apply(hidden, outputs, points);
        if (spec.network().decoderOutput() == DecoderOutput.SIGMOID) {
            for (int point = 0; point < points; point++) {
                squash(outputs[point]);
            }
        }
        if (rawVarianceHead != null) {
            rawVarianceHead.apply(hidden, rawVariances, points);
        }
    }

    private static void squash(float[] output) {
        for (int i = 0; i < output.length; i++) {
            output[i] = (float) ClosedForms.sigmoid(output[i]);
        }
    }

    private void addMean(float[] output, double[] sums) {
        boolean logits = spec.likelihood() == Likelihood.BERNOULLI;
        for (int i = 0; i < sums.length; i++) {
            sums[i] += logits ? ClosedForms.sigmoid(output[i]) : output[i];
        }
    }

    private int draws() {
        return Math.max(1, spec.posteriorSamples());
    }

    private void requireRows(float[] rows, int batch) {
        if (batch < 0 || rows.length < (long) batch * rowWidth()) {
            throw new IllegalArgumentException(
                    batch + " rows of " + rowWidth() + " inputs do not fit into " + rows.length + " values");
        }
    }

    private interface PointConsumer {
        void accept(int row, int draw, int point);
    }
}
