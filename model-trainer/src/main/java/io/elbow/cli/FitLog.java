// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.FitOptions;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.VaeSpec;
import io.elbow.config.BadInputException;
import io.elbow.console.ErrorLine;
import io.elbow.console.JsonLine;
import io.elbow.vae.ComputeDevice;
import io.elbow.vae.FitListener;
import io.elbow.vae.FitProgress;
import io.elbow.vae.FitStep;
import io.elbow.vae.Interruption;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A model's fits as JSON lines, flushed one by one, so that they can be followed while they grow. A file that can no
 * longer be written is reported once and ends no fit.
 */
final class FitLog implements FitProgress, AutoCloseable {
    /** Of a longer fit every so many steps are reported. */
    static final int MOST_STEPS = 1_000;

    private final Writer to;
    private final LongSupplier nanoTime;
    private final Consumer<String> note;
    private final long startNanos;
    private long rows;
    private long steps;
    private boolean broken;

    /**
     * @param to null: nothing is written
     * @param note hears where the log breaks off
     */
    FitLog(Writer to, LongSupplier nanoTime, Consumer<String> note) {
        this.to = to;
        this.nanoTime = nanoTime;
        this.note = note;
        startNanos = nanoTime.getAsLong();
    }

    /** Writes nothing. */
    static FitLog none() {
        return new FitLog(null, System::nanoTime, words -> {});
    }

    /**
     * Appends to a file.
     *
     * @throws BadInputException where it cannot be written
     */
    static FitLog appendedTo(Path file, LongSupplier nanoTime, Consumer<String> note) {
        try {
            return new FitLog(
                    Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                    nanoTime,
                    note);
        } catch (IOException e) {
            throw new BadInputException(
                    "--log " + file + " cannot be written (" + e.getClass().getSimpleName() + "); name another file",
                    e);
        }
    }

    /**
     * The first line.
     *
     * @param rows read
     * @param features by name
     */
    void started(
            String command,
            Instant time,
            long rows,
            List<String> features,
            VaeSpec spec,
            FitOptions options,
            ComputeDevice device) {
        write(event("start")
                .put("command", command)
                .put("time", time.toString())
                .put("rows", rows)
                .put("features", features)
                .put("spec", spec(spec))
                .put("options", options(options))
                .put("seed", options.seed())
                .put("device", device.configName()));
    }

    private static JsonLine spec(VaeSpec spec) {
        return new JsonLine()
                .put("family", spec.family().configName())
                .put("likelihood", spec.likelihood().configName())
                .put("sigma", spec.sigma())
                .put("shingle", spec.shingleLength())
                .putNumbers("hidden", spec.hidden())
                .put("latent", spec.latentDim())
                .put("activation", spec.activation().configName())
                .put("bound", spec.bound().configName())
                .put("samples", spec.posteriorSamples())
                .put("members", spec.members());
    }

    private static JsonLine options(FitOptions options) {
        return new JsonLine()
                .put("steps", options.steps())
                .put("epochs", options.epochs())
                .put("batch_size", options.batchSize())
                .put("learning_rate", options.optimiser().learningRate())
                .put("warm_up", options.optimiser().warmUpSteps())
                .put("denoise", options.corruption().denoise())
                .put("ema", options.optimiser().ema())
                .put("beta", options.divergence().klWeight())
                .put("kl_warm_up", options.divergence().klWarmUpSteps())
                .put("early_stopping", options.length().earlyStopping())
                .put("masked_rows", options.corruption().maskedRows())
                .put("masked_inputs", options.corruption().maskedInputs())
                .put("trim", options.trim());
    }

    @Override
    public FitListener start(int fit, int fits) {
        return step -> {
            rows += step.rows();
            steps++;
            if (isTold(step)) {
                write(event("step")
                        .put("fit", fit)
                        .put("fits", fits)
                        .put("step", step.step())
                        .put("steps", step.steps())
                        .put("loss", step.negativeElbo())
                        .put("kl", step.klDivergence())
                        .put("learning_rate", step.learningRate()));
            }
        };
    }

    private static boolean isTold(FitStep step) {
        return step.step() == 1 || step.endsPart(MOST_STEPS);
    }

    @Override
    public void interrupted(Interruption at) {
        write(event("interrupted")
                .put("fit", at.fit())
                .put("fits", at.fits())
                .put("step", at.step())
                .put("steps", at.steps())
                .put("kept_fit", at.keptFit()));
    }

    /**
     * The last line.
     *
     * @param artifact null: none came of it
     */
    void ended(ModelArtifact artifact, boolean interrupted) {
        double seconds = seconds();
        JsonLine line = event("end")
                .put("interrupted", interrupted)
                .put("steps", steps)
                .put("rows_per_second", rows / seconds)
                .put("model", artifact == null ? null : artifact.modelId());
        if (artifact != null) {
            Manifest manifest = artifact.manifest();
            line.put("training_negative_elbo", manifest.summary().trainingNegativeElbo())
                    .put("calibration_negative_elbo", manifest.summary().calibrationNegativeElbo())
                    .put("alert_rate", manifest.alertRate())
                    .put("threshold", manifest.calibration().threshold(manifest.alertRate()));
        }
        write(line);
    }

    /** The last line of a fit that failed. */
    void failed(Throwable error) {
        write(event("failed").put("error", ErrorLine.of(error)));
    }

    private JsonLine event(String name) {
        return new JsonLine().put("event", name).put("seconds", seconds());
    }

    private double seconds() {
        return (nanoTime.getAsLong() - startNanos) / 1e9;
    }

    private void write(JsonLine line) {
        if (to == null || broken) {
            return;
        }
        try {
            to.write(line + "\n");
            to.flush();
        } catch (IOException e) {
            breakOff(e);
        }
    }

    private void breakOff(IOException e) {
        broken = true;
        note.accept("the log breaks off: " + e.getMessage());
    }

    @Override
    public void close() {
        if (to == null) {
            return;
        }
        try {
            to.close();
        } catch (IOException e) {
            if (!broken) {
                breakOff(e);
            }
        }
    }
}
