package io.deltaglider.cli.output;

import java.util.function.Consumer;

/**
 * What is done of one file, as a part of 1 that never shrinks. The parts of its phases are rough shares of the time that they take; one that is left out
 * leaves its part to those behind it.
 */
final class WatchedWork implements Work {
    private static final double READ = 0.1;
    private static final double ENCODED = 0.65;
    private static final double CHECKED = 0.8;

    /** What is left for the answer to the last request, and for requests behind it. */
    private static final double ANSWERS = 0.03;

    private final String name;
    private final long size;
    private final Consumer<WatchedWork> end;

    private boolean encoding;
    private String phase = "waiting";
    private double done;
    private long passed;
    private long toSend;
    private long sent;
    private double sendingFrom;

    /** @param end hears that it has ended */
    WatchedWork(String name, long size, Consumer<WatchedWork> end) {
        this.name = name;
        this.size = size;
        this.end = end;
    }

    String name() {
        return name;
    }

    long size() {
        return size;
    }

    /** 0 to 1. */
    synchronized double done() {
        return done;
    }

    /** What is being done, and how far. */
    synchronized String state() {
        return phase + ", " + (int) (100 * done) + " %";
    }

    @Override
    public synchronized void willBeEncoded() {
        encoding = true;
    }

    @Override
    public synchronized void passed(long bytes) {
        passed += bytes;
        double share = share(passed, size);
        if (encoding) {
            enter("reading", READ * share);
        } else {
            enter("transferring", (1 - ANSWERS) * share);
        }
    }

    @Override
    public synchronized void encoded(double share) {
        enter("encoding", READ + (ENCODED - READ) * share);
    }

    @Override
    public synchronized void checked(double share) {
        enter("checking", ENCODED + (CHECKED - ENCODED) * share);
    }

    @Override
    public synchronized void sending(long bytes) {
        if (encoding) {
            toSend = bytes;
            sent = 0;
            sendingFrom = done;
            enter("sending", done);
        }
    }

    @Override
    public synchronized void sent(long bytes) {
        if (encoding) {
            sent += bytes;
            double left = Math.max(0, 1 - ANSWERS - sendingFrom);
            enter("sending", sendingFrom + left * share(sent, toSend));
        }
    }

    private void enter(String name, double share) {
        phase = name;
        done = Math.max(done, Math.min(share, 1 - ANSWERS));
    }

    private static double share(long part, long whole) {
        return whole <= 0 ? 1 : Math.clamp((double) part / whole, 0, 1);
    }

    @Override
    public void close() {
        end.accept(this);
    }
}
