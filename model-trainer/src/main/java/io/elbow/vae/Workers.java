// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Does the same to several things side by side, on as many threads as there are or are wanted. What is done to one thing
 * touches no other, so that the number of threads changes the time alone.
 */
final class Workers implements AutoCloseable {
    private final ExecutorService threads;

    /** @param most threads; 1: all is done on the caller's */
    Workers(int things, int most) {
        int wanted = Math.min(things, most);
        threads = wanted <= 1
                ? null
                : Executors.newFixedThreadPool(wanted, task -> {
                    Thread thread = new Thread(task, "elbow-fit");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /**
     * Returns when it is done to all.
     *
     * @throws RuntimeException or Error, as the first thing (in their order) that failed threw it
     */
    <T> void forEach(List<T> things, Consumer<T> action) {
        if (threads == null || things.size() == 1) {
            things.forEach(action);
            return;
        }
        List<CompletableFuture<Void>> running = things.stream()
                .map(thing -> CompletableFuture.runAsync(() -> action.accept(thing), threads))
                .toList();
        // All are waited for, whatever fails: no thread may be left at work on arrays that the caller then frees.
        CompletableFuture<Void> all = CompletableFuture.allOf(running.toArray(CompletableFuture[]::new));
        all.exceptionally(failed -> null).join();
        running.forEach(Workers::rethrow);
    }

    private static void rethrow(CompletableFuture<Void> done) {
        try {
            done.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        if (threads != null) {
            threads.shutdown();
        }
    }
}
