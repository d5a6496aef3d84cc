package io.deltaglider.engine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(60)
class KeyedLocksTest {
    private final KeyedLocks locks = new KeyedLocks();

    @Test
    void oneAtATimeHoldsALock() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                threads.execute(() -> {
                    try (var _ = locks.acquire("a");
                            var _ = locks.acquire("a")) {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        Thread.onSpinWait();
                        inside.decrementAndGet();
                    }
                });
            }
        }
        assertThat(most).hasValue(1);
    }

    /** Each holds what the other wants: one of them goes on without. */
    @Test
    void nobodyWaitsForEver() throws Exception {
        KeyedLocks others = new KeyedLocks();
        CountDownLatch both = new CountDownLatch(2);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> one = threads.submit(() -> hold(locks, "a", others, "b", both));
            Future<?> other = threads.submit(() -> hold(others, "b", locks, "a", both));
            one.get();
            other.get();
        }
        try (var _ = locks.acquire("a");
                var _ = others.acquire("b")) {
            assertThat(both.getCount()).isZero();
        }
    }

    private static Void hold(
            KeyedLocks first, String a, KeyedLocks second, String b, CountDownLatch both)
            throws InterruptedException {
        try (var _ = first.acquire(a)) {
            both.countDown();
            both.await();
            try (var _ = second.acquire(b)) {
                Thread.onSpinWait();
            }
        }
        return null;
    }

    @Test
    void anyNestingEnds() throws Exception {
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 64; i++) {
                Random random = new Random(i);
                all.add(threads.submit(() -> nest(random, 6)));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
        assertThat(all).hasSize(64);
    }

    private Void nest(Random random, int levels) {
        for (int i = 0; levels > 0 && i < 3; i++) {
            try (var _ = locks.acquire("" + random.nextInt(5))) {
                Thread.onSpinWait();
                nest(random, levels - 1);
            }
        }
        return null;
    }
}
