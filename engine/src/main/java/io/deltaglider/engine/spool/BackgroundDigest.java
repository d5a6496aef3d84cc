package io.deltaglider.engine.spool;

import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Digests on a thread of its own, while the bytes are written and digested otherwise on the caller's. Memory is bounded; who gives
 * bytes faster than they are digested waits. For one caller.
 */
final class BackgroundDigest {
    private static final int WAITING = 16;
    private static final byte[] END = new byte[0];

    private final MessageDigest digest;
    private final BlockingQueue<byte[]> pieces = new ArrayBlockingQueue<>(WAITING);
    private final Thread thread;

    /** Takes over the digest. */
    BackgroundDigest(MessageDigest digest) {
        this.digest = digest;
        this.thread = Thread.ofPlatform().daemon().name("spool-digest").start(this::run);
    }

    private void run() {
        try {
            for (byte[] piece = pieces.take(); piece.length > 0; piece = pieces.take()) {
                digest.update(piece);
            }
        } catch (InterruptedException ended) {
            // Nobody wants the digest any more.
        }
    }

    /** Takes a copy of the bytes. */
    void update(byte[] bytes, int from, int length) throws InterruptedIOException {
        if (length > 0) {
            put(Arrays.copyOfRange(bytes, from, from + length));
        }
    }

    /** The digest of all bytes; no more may come. */
    byte[] digest() throws InterruptedIOException {
        put(END);
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw interrupted();
        }
        return digest.digest();
    }

    /** Ends the thread. */
    void abandon() {
        thread.interrupt();
    }

    private void put(byte[] piece) throws InterruptedIOException {
        try {
            pieces.put(piece);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private InterruptedIOException interrupted() {
        thread.interrupt();
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while digesting");
    }
}
