// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.console.FitProgressView;
import io.elbow.vae.ComputeDevice;
import io.elbow.vae.FitContext;
import io.elbow.vae.FitListener;
import io.elbow.vae.FitProgress;
import io.elbow.vae.Interruption;
import io.elbow.vae.StopRequest;
import java.io.PrintWriter;
import java.util.function.Supplier;

/**
 * A model's fits as a person sees them: progress, log, and what Ctrl-C means while they run. The first one ends the
 * fits and keeps their weights; a second one, or one before there is anything to keep, leaves at once.
 */
final class FitSession implements FitProgress, AutoCloseable {
    private static final String AGAIN = "; Ctrl-C again leaves without a model";

    private final PrintWriter err;
    private final FitProgressView view;
    private final FitLog log;
    private final ComputeDevice device;
    private final Runnable leave;
    private final StopRequest stop = new StopRequest();
    private volatile boolean begun;
    private volatile boolean allStepsDone;
    private Interruption interruption;

    /** @param leave ends the process without a model */
    FitSession(PrintWriter err, FitProgressView view, FitLog log, ComputeDevice device, Runnable leave) {
        this.err = err;
        this.view = view;
        this.log = log;
        this.device = device;
        this.leave = leave;
    }

    FitContext context() {
        return new FitContext(this, stop, device, Runtime.getRuntime().availableProcessors());
    }

    FitLog log() {
        return log;
    }

    ComputeDevice device() {
        return device;
    }

    /** Where the fits were ended; null: they were not. */
    Interruption interruption() {
        return interruption;
    }

    /** Fits, with Ctrl-C taken over; a failure is logged too. */
    <T> T run(Supplier<T> fits) {
        try (InterruptSignal taken = InterruptSignal.runs(this::ctrlC)) {
            return fits.get();
        } catch (RuntimeException | Error e) {
            log.failed(e);
            throw e;
        }
    }

    /** What a Ctrl-C does; called on a thread of its own. */
    synchronized void ctrlC() {
        if (!begun || stop.isMade()) {
            leave.run();
            return;
        }
        stop.make();
        if (allStepsDone) {
            err.println("all steps are done, the model is being calibrated" + AGAIN);
        }
    }

    @Override
    public FitListener start(int fit, int fits) {
        FitListener ofView = view.start(fit, fits);
        FitListener ofLog = log.start(fit, fits);
        return step -> {
            begun = true;
            allStepsDone = fit == fits && step.step() == step.steps();
            ofView.onStep(step);
            ofLog.onStep(step);
        };
    }

    @Override
    public void interrupted(Interruption at) {
        interruption = at;
        view.close();
        err.println(at.words() + AGAIN);
        log.interrupted(at);
    }

    @Override
    public void close() {
        view.close();
        log.close();
    }
}
