package io.deltaglider.delta.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

class HeapBudgetTest {
    private final HeapBudget budget = new HeapBudget(100);

    @Test
    void noMoreAreAdmittedThanThereIsRoomFor() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Callable<Void> work =
                () -> {
                    try (var _ = budget.admit(40)) {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        inside.decrementAndGet();
                    }
                    return null;
                };
        try (ExecutorService threads = Executors.newFixedThreadPool(9)) {
            List<Future<Void>> all = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                all.add(threads.submit(work));
            }
            for (Future<Void> each : all) {
                each.get();
            }
        }
        assertThat(most.get()).isBetween(1, 2);
        assertThat(budget.admitted()).isZero();
    }

    @Test
    void whatNeedsMoreThanThereIsRunsAlone() throws Exception {
        HeapBudget.Lease large = budget.admit(1000);
        assertThat(large.bytes()).isEqualTo(100);
        assertThat(isAdmittedNow(1)).isFalse();
        large.close();
        assertThat(isAdmittedNow(1)).isTrue();
    }

    @Test
    void oneIsAdmittedWhateverDecodersHold() throws Exception {
        try (var _ = budget.share(100, 10);
                var _ = budget.share(100, 10)) {
            assertThat(isAdmittedNow(50)).isTrue();
        }
    }

    @Test
    void decodersNeverWaitAndGetWhatIsLeft() throws Exception {
        try (var _ = budget.admit(70)) {
            HeapBudget.Lease first = budget.share(50, 10);
            HeapBudget.Lease second = budget.share(50, 10);
            assertThat(first.bytes()).isEqualTo(30);
            assertThat(second.bytes()).isEqualTo(10);
            first.close();
            first.close();
            second.close();
        }
        assertThat(budget.share(50, 10).bytes()).isEqualTo(50);
    }

    @Test
    void heapIsTakenWhileThereIsSome() {
        assertThat(budget.tryTake(60)).isTrue();
        assertThat(budget.tryTake(60)).isFalse();
        budget.giveBack(60);
        assertThat(budget.tryTake(60)).isTrue();
    }

    @Test
    void whoeverIsInterruptedWhileWaitingLeavesTheQueue() throws Exception {
        try (var _ = budget.admitAlone()) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> budget.admit(10)).isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(isAdmittedNow(10)).isTrue();
    }

    @Test
    void someIsLeftForTheRestOfTheProgram() {
        assertThat(HeapBudget.usable(256L << 20)).isBetween(128L << 20, 200L << 20);
        assertThat(HeapBudget.usable(16L << 20)).isPositive();
    }

    /** An interrupted thread gives up where it would have to wait. */
    private boolean isAdmittedNow(long bytes) {
        Thread.currentThread().interrupt();
        try {
            budget.admit(bytes).close();
            return true;
        } catch (InterruptedIOException e) {
            return false;
        } finally {
            Thread.interrupted();
        }
    }
}
