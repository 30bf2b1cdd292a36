// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.job.metrics.FitLock;
import io.elbow.job.operator.RefreshFitter.Fitted;
import io.elbow.job.operator.RefreshFitter.Order;
import io.elbow.vae.FitListener;
import java.util.concurrent.locks.LockSupport;

/**
 * One fit in a thread of its own.
 *
 * <p>Owned state: the thread. Lifecycle: begins when made; ends by itself, or soon after {@link #stop}. Design
 * constraint: nothing that is thrown gets out of the thread, whatever it is: it becomes the outcome.
 */
final class FitRun {
    private final Thread thread;
    private final long startNanos = System.nanoTime();

    /** Hears in the fit's own thread how it ended; one of the two is null. */
    @FunctionalInterface
    interface Ending {
        void ended(FitRun run, Fitted fitted, Throwable failure);
    }

    /**
     * Begins.
     *
     * @param cpuShare of a core
     */
    FitRun(String name, ClassLoader classes, RefreshFitter fitter, Order order, double cpuShare, Ending ending) {
        FitListener pace = new FitThrottle(cpuShare, System::nanoTime, LockSupport::parkNanos);
        thread = new Thread(() -> run(fitter, order, pace, ending), name);
        thread.setDaemon(true);
        // The engine is found through the thread's class loader.
        thread.setContextClassLoader(classes);
        thread.start();
    }

    @SuppressWarnings("CatchAndPrintStackTrace")
    private void run(RefreshFitter fitter, Order order, FitListener pace, Ending ending) {
        Fitted fitted = null;
        Throwable failure = null;
        try {
            FitLock.take();
            try {
                fitted = fitter.fit(order, pace);
            } finally {
                FitLock.give();
            }
        } catch (Throwable e) {
            // Also an Error: a fit that runs out of memory must not take the stream with it.
            failure = e;
        }
        ending.ended(this, fitted, failure);
    }

    /** What was thrown, in one line. */
    static String reason(Throwable failure) {
        String message = failure.getMessage();
        return failure.getClass().getSimpleName()
                + (message == null ? "" : ": " + message.lines().findFirst().orElse(""));
    }

    /** Processing time since it began, ns. */
    long nanos() {
        return System.nanoTime() - startNanos;
    }

    /** Asks it to end; its outcome is still reported. */
    void stop() {
        thread.interrupt();
    }

    /** Stops it and waits for its end, however often the waiting thread is interrupted meanwhile. */
    void stopAndWait() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
