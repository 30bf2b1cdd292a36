// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import java.util.concurrent.CountDownLatch;

/**
 * Turns Ctrl-C, or a request of the operating system to end, into an interrupt of the main thread. The JVM then waits
 * until that thread has closed what it had opened, so that one thread opens and closes everything.
 */
final class StopSignal implements AutoCloseable {
    private final Thread runner;
    private final Runnable onPress;
    private final Thread hook = new Thread(this::press, "elbow-stop");
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean pressed;

    private StopSignal(Thread runner, Runnable onPress) {
        this.runner = runner;
        this.onPress = onPress;
    }

    /** Starts listening for the signal. Close the result last. */
    static StopSignal interrupting(Thread runner, Runnable onPress) {
        StopSignal signal = new StopSignal(runner, onPress);
        Runtime.getRuntime().addShutdownHook(signal.hook);
        return signal;
    }

    /** Whether a stop was requested, so that an exception of the interrupted thread is no failure. */
    boolean isPressed() {
        return pressed;
    }

    private void press() {
        pressed = true;
        onPress.run();
        runner.interrupt();
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        if (!pressed) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The JVM is already shutting down: there is nothing left to wait for.
            }
        }
    }
}
