package io.deltaglider.delta.match;

import io.deltaglider.delta.Content;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Builds a {@link BlockIndex} by all threads that call {@link #build}, however many: each takes the next piece of the
 * reference to hash, then the next part of the table to fill. The result does not depend on which thread did what.
 */
final class IndexBuilder {
    private final Content reference;
    private final BlockIndex index;
    private final int pieces;
    private final AtomicInteger nextPiece = new AtomicInteger();
    private final AtomicInteger nextPart = new AtomicInteger();
    private final CountDownLatch piecesLeft;
    private final CountDownLatch partsLeft = new CountDownLatch(BlockIndex.PARTS);
    private volatile @Nullable Throwable failure;

    IndexBuilder(Content reference) {
        this.reference = reference;
        this.index = new BlockIndex(reference.size());
        this.pieces = index.pieces();
        this.piecesLeft = new CountDownLatch(pieces);
    }

    /**
     * Returns when the index is complete.
     *
     * @throws IOException if the reference could not be read, by this thread or by another that helped
     */
    BlockIndex build() throws IOException {
        byte[] buffer = new byte[index.pieceLength()];
        for (int piece = nextPiece.getAndIncrement();
                piece < pieces;
                piece = nextPiece.getAndIncrement()) {
            hash(piece, buffer);
        }
        await(piecesLeft);
        for (int part = nextPart.getAndIncrement();
                part < BlockIndex.PARTS;
                part = nextPart.getAndIncrement()) {
            link(part);
        }
        await(partsLeft);
        return index;
    }

    /** Whatever happens, the piece counts as done: others wait for it. */
    private void hash(int piece, byte[] buffer) throws IOException {
        try {
            if (failure == null) {
                index.hash(reference, piece, buffer);
            }
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
            throw e;
        } finally {
            piecesLeft.countDown();
        }
    }

    private void link(int part) {
        try {
            index.link(part);
        } catch (RuntimeException | Error e) {
            failure = e;
            throw e;
        } finally {
            partsLeft.countDown();
        }
    }

    private void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while indexing the reference");
        }
        Throwable failed = failure;
        if (failed != null) {
            throw new IOException(
                    "the reference could not be indexed: " + failed.getMessage(), failed);
        }
    }
}
