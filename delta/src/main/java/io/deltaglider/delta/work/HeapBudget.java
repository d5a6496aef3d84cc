package io.deltaglider.delta.work;

import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Shares out the heap among what works on deltas at the same time. Encoders are admitted by what they will need and wait for
 * room, first come, first served; one that needs more than there is runs alone. Decoders never wait, since one may be read by
 * somebody who holds another open: they get what is left, and at least what they cannot do without. What has another place to be
 * in, such as a file, takes heap only while there is some. Thread-safe.
 */
public final class HeapBudget {
    /** What a program needs besides: classes, buffers of connections, lists of objects. */
    private static final long RESERVED = 32L << 20;

    /** Garbage that has not been collected, and the room that a collector needs to work. */
    private static final double USABLE = 0.8;

    private static final long SMALLEST = 16L << 20;

    private static final HeapBudget PROCESS =
            new HeapBudget(usable(Runtime.getRuntime().maxMemory()));

    private final long total;
    private final Object lock = new Object();
    private final Deque<Object> queue = new ArrayDeque<>();
    private long used;
    private int admitted;

    /**
     * @param total bytes to share out
     */
    public HeapBudget(long total) {
        this.total = total;
    }

    /** That of this process. */
    public static HeapBudget process() {
        return PROCESS;
    }

    static long usable(long maxHeap) {
        return Math.max(SMALLEST, (long) (USABLE * maxHeap) - RESERVED);
    }

    /** A share of the heap, given back by closing it. */
    public final class Lease implements AutoCloseable {
        private final long bytes;
        private final boolean admission;
        private boolean closed;

        private Lease(long bytes, boolean admission) {
            this.bytes = bytes;
            this.admission = admission;
        }

        /** How many bytes it is for. */
        public long bytes() {
            return bytes;
        }

        @Override
        public void close() {
            synchronized (lock) {
                if (closed) {
                    return;
                }
                closed = true;
                used -= bytes;
                if (admission) {
                    admitted--;
                }
                lock.notifyAll();
            }
        }
    }

    /**
     * Waits until there is room for so many bytes, or nobody else is admitted.
     *
     * @param bytes more than there is at all is taken for all of it
     * @throws InterruptedIOException if the thread was interrupted, which it then is still
     */
    public Lease admit(long bytes) throws InterruptedIOException {
        long wanted = Math.min(bytes, total);
        Object ticket = new Object();
        synchronized (lock) {
            queue.add(ticket);
            try {
                while (!ticket.equals(queue.peek()) || (admitted > 0 && used + wanted > total)) {
                    lock.wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while waiting for memory");
            } finally {
                queue.remove(ticket);
                lock.notifyAll();
            }
            used += wanted;
            admitted++;
            return new Lease(wanted, true);
        }
    }

    /** Waits until nobody else is admitted, and lets nobody in until it is given back. */
    public Lease admitAlone() throws InterruptedIOException {
        return admit(total);
    }

    /** Gives as much as is left of what is wanted, and never less than the least. */
    public Lease share(long wanted, long least) {
        synchronized (lock) {
            long bytes = Math.clamp(total - used, least, Math.max(least, wanted));
            used += bytes;
            return new Lease(bytes, false);
        }
    }

    /** Takes so many bytes if they are left; they are given back with {@link #giveBack}. */
    public boolean tryTake(long bytes) {
        synchronized (lock) {
            if (used + bytes > total) {
                return false;
            }
            used += bytes;
            return true;
        }
    }

    /** Gives back what {@link #tryTake} took. */
    public void giveBack(long bytes) {
        synchronized (lock) {
            used -= bytes;
            lock.notifyAll();
        }
    }

    /** How many are admitted at this moment. */
    public int admitted() {
        synchronized (lock) {
            return admitted;
        }
    }
}
