// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import java.time.Duration;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.util.function.ThrowingRunnable;

/**
 * Bounds how long a half-full batch waits.
 *
 * <p>Owned state: the time the batch was begun. Lifecycle: made in {@code open}. Design constraint: at most one timer
 * is registered; a batch that filled up before leaves its timer behind, which then waits on for the next batch. So a
 * busy stream costs one timer a linger, not one a batch.
 */
final class LingerTimer {
    private final ProcessingTimeService time;
    private final long lingerMillis;
    private final ThrowingRunnable<Exception> flush;
    private boolean registered;
    private boolean waiting;
    private long deadlineMillis;
    private long begunNanos;

    LingerTimer(ProcessingTimeService time, Duration linger, ThrowingRunnable<Exception> flush) {
        this.time = time;
        this.lingerMillis = Math.max(1, linger.toMillis());
        this.flush = flush;
    }

    /** A batch has its first row. */
    void begin() {
        waiting = true;
        begunNanos = System.nanoTime();
        deadlineMillis = time.getCurrentProcessingTime() + lingerMillis;
        register();
    }

    /** The batch is empty again. Returns how long its first row waited, ns. */
    long end() {
        waiting = false;
        return System.nanoTime() - begunNanos;
    }

    private void register() {
        if (!registered) {
            registered = true;
            // Its future is of no use: a failure in the timer fails the task by itself.
            var unused = time.registerTimer(deadlineMillis, this::onTimer);
        }
    }

    private void onTimer(long timestampMillis) throws Exception {
        registered = false;
        if (!waiting) {
            return;
        }
        if (timestampMillis >= deadlineMillis) {
            flush.run();
        } else {
            register();
        }
    }
}
