// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Applies the same action to several things in parallel, on the caller's thread and further threads. The action on one
 * thing touches no other, so the number of threads changes only the time.
 */
final class Workers implements AutoCloseable {
    private final ExecutorService pool;
    private final int helpers;

    /**
     * Starts the threads.
     *
     * @param most threads, including the caller's
     * @param atStart what each thread except the caller's does first
     */
    Workers(int things, int most, Runnable atStart) {
        helpers = Math.max(0, Math.min(things, most) - 1);
        pool = helpers == 0
                ? null
                : Executors.newFixedThreadPool(helpers, task -> {
                    Runnable work = () -> {
                        atStart.run();
                        task.run();
                    };
                    Thread thread = new Thread(work, "elbow-fit");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /**
     * Applies the action to all things and returns when it is done.
     *
     * @throws RuntimeException or Error, from the first thing (in their order) that failed
     */
    <T> void forEach(List<T> things, Consumer<T> action) {
        if (pool == null || things.size() == 1) {
            things.forEach(action);
            return;
        }
        Share<T> share = new Share<>(things, action);
        List<CompletableFuture<Void>> helping = new ArrayList<>();
        for (int i = 0; i < Math.min(helpers, things.size() - 1); i++) {
            helping.add(CompletableFuture.runAsync(share, pool));
        }
        share.run();
        // Whatever failed, no thread may still be working on arrays that the caller then frees.
        helping.forEach(CompletableFuture::join);
        share.rethrow();
    }

    /** The work that the threads share: each takes the next thing until none is left. */
    private static final class Share<T> implements Runnable {
        private final List<T> things;
        private final Consumer<T> action;
        private final AtomicInteger next = new AtomicInteger();
        private final Throwable[] failures;

        Share(List<T> things, Consumer<T> action) {
            this.things = things;
            this.action = action;
            failures = new Throwable[things.size()];
        }

        @Override
        public void run() {
            for (int i = next.getAndIncrement(); i < things.size(); i = next.getAndIncrement()) {
                try {
                    action.accept(things.get(i));
                } catch (RuntimeException | Error e) {
                    failures[i] = e;
                }
            }
        }

        void rethrow() {
            for (Throwable failure : failures) {
                if (failure instanceof RuntimeException exception) {
                    throw exception;
                }
                if (failure instanceof Error error) {
                    throw error;
                }
            }
        }
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.shutdown();
        }
    }
}
