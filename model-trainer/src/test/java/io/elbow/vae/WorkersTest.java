// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WorkersTest {
    @Test
    void oneThreadIsTheCallersOwn() {
        Set<Thread> seen = ConcurrentHashMap.newKeySet();
        try (Workers workers = new Workers(4, 1, () -> {})) {
            workers.forEach(List.of(1, 2, 3, 4), thing -> seen.add(Thread.currentThread()));
        }
        assertThat(seen).containsExactly(Thread.currentThread());
    }

    @Test
    void asManyThreadsWorkAtOnceAsThereAreThings() {
        CountDownLatch all = new CountDownLatch(3);
        try (Workers workers = new Workers(3, 8, () -> {})) {
            // Each waits for the others: with fewer threads nobody would ever return.
            workers.forEach(List.of(1, 2, 3), thing -> {
                all.countDown();
                assertThat(await(all)).isTrue();
            });
        }
        assertThat(all.getCount()).isZero();
    }

    @Test
    void theFirstThingsFailureIsThrownWhenAllHaveEnded() {
        AtomicInteger ended = new AtomicInteger();
        CountDownLatch secondFailed = new CountDownLatch(1);
        try (Workers workers = new Workers(3, 3, () -> {})) {
            assertThatThrownBy(() -> workers.forEach(List.of(1, 2, 3), thing -> {
                        if (thing == 1) {
                            await(secondFailed);
                        }
                        ended.incrementAndGet();
                        if (thing == 2) {
                            secondFailed.countDown();
                        }
                        if (thing < 3) {
                            throw new FitFailedException("thing " + thing);
                        }
                    }))
                    .isInstanceOf(FitFailedException.class)
                    .hasMessage("thing 1");
        }
        assertThat(ended).hasValue(3);
    }

    @Test
    void anErrorComesBackAsItWas() {
        AssertionError error = new AssertionError("of a worker");
        try (Workers workers = new Workers(2, 2, () -> {})) {
            assertThatThrownBy(() -> workers.forEach(List.of(1, 2), thing -> {
                        throw error;
                    }))
                    .isSameAs(error);
        }
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
