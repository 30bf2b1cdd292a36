// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.metrics;

import java.util.concurrent.Semaphore;

/**
 * Lets only one job of the JVM fit at a time, because the engine has one gradient collector and a second fit would
 * fail.
 *
 * <p>Static, and in this package, because it must outlive jobs and be shared by their class loaders.
 */
public final class FitLock {
    private static final Semaphore TURN = new Semaphore(1, true);

    private FitLock() {}

    /** Waits for the lock and takes it. */
    public static void take() throws InterruptedException {
        TURN.acquire();
    }

    public static void give() {
        TURN.release();
    }
}
