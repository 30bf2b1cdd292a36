// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.config.BadInputException;
import io.elbow.console.Failures;
import io.elbow.console.FitProgressView;
import io.elbow.console.OutputFiles;
import io.elbow.vae.ComputeDevice;
import io.elbow.vae.DeviceChoice;
import io.elbow.vae.TorchEngine;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a fit runs and who watches it. */
final class RunFlags {
    @Option(
            names = "--device",
            paramLabel = "auto|cpu|cuda",
            description = "What the network is fitted on; auto: the GPU where PyTorch can use one, else the CPU"
                    + " (default: auto).")
    private String device;

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "Append the fit's progress as JSON lines, to follow with tail -f: one at the start, about"
                    + " 1,000 a fit (loss, kl, learning_rate, seconds), one at the end.")
    private Path log;

    /**
     * Looks at the flags before any work is done.
     *
     * @param output that the model goes to; null: none
     * @throws BadInputException where a flag cannot be
     */
    void check(Path output) {
        if (choice() == DeviceChoice.CUDA) {
            choice().on(TorchEngine::devices);
        }
        if (log == null) {
            return;
        }
        if (output != null
                && log.toAbsolutePath()
                        .normalize()
                        .equals(output.toAbsolutePath().normalize())) {
            throw new BadInputException("--log " + log + " is the file that --output names; name another");
        }
        OutputFiles.requireWritable("--log", log);
    }

    private DeviceChoice choice() {
        return device == null
                ? DeviceChoice.AUTO
                : PlanBuilder.byName("--device", device, DeviceChoice.values(), DeviceChoice::configName);
    }

    /** To fit in, and to close. */
    FitSession session(PrintWriter err) {
        ComputeDevice chosen = choice().on(TorchEngine::devices);
        FitLog lines = log == null
                ? FitLog.none()
                : FitLog.appendedTo(log, System::nanoTime, words -> err.println("note: --log " + log + ": " + words));
        return new FitSession(err, FitProgressView.on(err), lines, chosen, () -> {
            err.println("left without a model");
            System.exit(Failures.INTERRUPTED);
        });
    }
}
