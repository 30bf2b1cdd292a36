// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** Closes a run exactly once: at its end, or on Ctrl-C, which then waits for it. */
final class ShutdownHook implements AutoCloseable {
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);
    private final AutoCloseable closing;

    private ShutdownHook(AutoCloseable closing) {
        this.closing = closing;
    }

    static ShutdownHook on(AutoCloseable closing) {
        ShutdownHook hook = new ShutdownHook(closing);
        Runtime.getRuntime().addShutdownHook(new Thread(hook::close, "elbow-stop"));
        return hook;
    }

    @Override
    public void close() {
        if (!begun.compareAndSet(false, true)) {
            awaitDone();
            return;
        }
        try {
            closing.close();
        } catch (Exception e) {
            throw new IllegalStateException("the clean stop failed: " + e.getMessage(), e);
        } finally {
            done.countDown();
        }
    }

    private void awaitDone() {
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
