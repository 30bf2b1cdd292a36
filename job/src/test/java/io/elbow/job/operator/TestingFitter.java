// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.vae.FitListener;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Fits when, and as, a test says. Static, because it travels to the task by serialisation. */
final class TestingFitter implements RefreshFitter {
    private static final long serialVersionUID = 1L;
    private static final BlockingQueue<Call> CALLS = new LinkedBlockingQueue<>();

    /** A fit under way. */
    record Call(Order order, FitListener pace, Thread thread, CompletableFuture<Fitted> result) {}

    static void forget() {
        CALLS.clear();
    }

    /** The next fit that begins. */
    static Call next() throws InterruptedException {
        Call call = CALLS.poll(10, TimeUnit.SECONDS);
        if (call == null) {
            throw new AssertionError("no fit began");
        }
        return call;
    }

    static boolean isIdle() {
        return CALLS.isEmpty();
    }

    @Override
    public Fitted fit(Order order, FitListener pace) throws Exception {
        Call call = new Call(order, pace, Thread.currentThread(), new CompletableFuture<>());
        CALLS.add(call);
        try {
            return call.result.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        }
    }
}
