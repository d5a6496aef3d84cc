package io.deltaglider.delta.container;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;

import io.deltaglider.delta.Effort;

import java.io.Closeable;
import java.nio.ByteBuffer;

/**
 * Codes literals as one zstd frame that goes on from stretch to stretch, a piece for each, so that what comes again costs little
 * wherever it comes. Holds native memory for the window: up to some hundred MiB for one of 128 MiB. Not safe for use by several
 * threads at a time.
 */
public final class LiteralStreamWriter implements Closeable {
    private static final int QUICK_LEVEL = 3;
    private static final int BALANCED_LEVEL = 9;
    private static final int MAX_LEVEL = 20;
    private static final int SMALLEST_WINDOW_LOG = 16;

    /** For bytes that zstd cannot make smaller but by what comes again far away, which every level finds; others would look long for nothing. */
    private static final int INCOMPRESSIBLE_LEVEL = 1;

    /** Bytes from which it pays to ask whether they can be made smaller. */
    private static final int LARGE = 1 << 20;

    /**
     * What no cover holds is mostly little, and is what the delta file consists of: so much of it is parsed as zstd's level 17 does (btultra), at some
     * 5 MB/s, but with tables that stay in the processor's cache and with few steps, which lose next to nothing.
     */
    private static final int FINE = 4 << 20;

    /** More literals than this in one piece are a large part of the target, and would take a large part of the time. */
    private static final int LONGEST_FINE_PIECE = 1 << 20;

    private static final int FINE_STRATEGY = 8;
    private static final int FINE_SEARCH_LOG = 2;
    private static final int FINE_CHAIN_LOG = 20;
    private static final int FINE_HASH_LOG = 18;
    private static final int FINE_SHORTEST_MATCH = 3;
    private static final int FINE_TARGET_LENGTH = 64;

    private static final int BUFFER = 256 << 10;

    private final int level;
    private final int windowLog;

    /** Whether what is written between two restarts is of one kind, so that its beginning tells. */
    private final boolean isOfOneKind;

    private boolean begun;

    /** Bytes that may still be parsed finely. */
    private long fineLeft;

    private boolean fine;
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER);
    private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER);
    private final byte[] chunk = new byte[BUFFER];
    private final ByteBuilder coded = new ByteBuilder(1 << 16);
    private ZstdCompressCtx zstd;

    /** For the unpacked form of a packed target of about so many bytes: with a window as large as a reader accepts. */
    public static LiteralStreamWriter ofWhole(Effort effort, long total) {
        return new LiteralStreamWriter(effort, total, Format.PACKED_WINDOW_LOG, false);
    }

    /** For what no cover holds in a target whose unpacked form has about so many bytes. */
    public static LiteralStreamWriter ofRest(Effort effort, long total) {
        return new LiteralStreamWriter(effort, total, Format.LITERALS_WINDOW_LOG, true);
    }

    private LiteralStreamWriter(
            Effort effort, long total, int largestWindowLog, boolean isOfOneKind) {
        this.isOfOneKind = isOfOneKind;
        this.fineLeft = isOfOneKind && effort == Effort.BALANCED ? FINE : 0;
        level =
                switch (effort) {
                    case FAST -> QUICK_LEVEL;
                    case BALANCED -> BALANCED_LEVEL;
                    case MAX -> MAX_LEVEL;
                };
        int enough = Long.SIZE - Long.numberOfLeadingZeros(Math.max(1, total - 1));
        windowLog = Math.clamp(enough, SMALLEST_WINDOW_LOG, largestWindowLog);
        zstd = context();
    }

    private ZstdCompressCtx context() {
        ZstdCompressCtx context = new ZstdCompressCtx();
        context.setLevel(level);
        context.setLong(windowLog);
        context.setContentSize(false);
        context.setChecksum(false);
        return context;
    }

    /** Lets the next piece begin a zstd frame. */
    public void restart() {
        zstd.close();
        zstd = context();
        begun = false;
    }

    /** The next piece. */
    public byte[] write(byte[] bytes) {
        if (!begun) {
            begin(bytes);
        }
        if (fine) {
            fineLeft -= bytes.length;
        }
        coded.clear();
        int from = 0;
        boolean flushed;
        do {
            int n = Math.min(BUFFER, bytes.length - from);
            in.clear().put(bytes, from, n).flip();
            from += n;
            EndDirective directive =
                    from < bytes.length ? EndDirective.CONTINUE : EndDirective.FLUSH;
            do {
                out.clear();
                flushed = zstd.compressDirectByteBufferStream(out, in, directive);
                out.flip();
                int count = out.remaining();
                out.get(chunk, 0, count);
                coded.put(chunk, 0, count);
            } while (in.hasRemaining() || (directive == EndDirective.FLUSH && !flushed));
        } while (from < bytes.length);
        return coded.toByteArray();
    }

    private void begin(byte[] first) {
        begun = true;
        fine = false;
        if (isOfOneKind && first.length >= LARGE && isIncompressible(first)) {
            zstd.setLevel(INCOMPRESSIBLE_LEVEL);
        } else if (fineLeft > 0 && first.length <= LONGEST_FINE_PIECE) {
            fine = true;
            zstd.setStrategy(FINE_STRATEGY);
            zstd.setSearchLog(FINE_SEARCH_LOG);
            zstd.setChainLog(Math.min(FINE_CHAIN_LOG, windowLog));
            zstd.setHashLog(Math.min(FINE_HASH_LOG, windowLog));
            zstd.setMinMatch(FINE_SHORTEST_MATCH);
            zstd.setTargetLength(FINE_TARGET_LENGTH);
        }
    }

    /** Whether all byte values are about as frequent: two bytes taken anywhere agree hardly more often than by chance. In integers, so that it is the same everywhere. */
    private static boolean isIncompressible(byte[] bytes) {
        long[] counts = new long[256];
        for (byte each : bytes) {
            counts[each & 0xFF]++;
        }
        long agreeing = 0;
        for (long count : counts) {
            agreeing += count * count;
        }
        long byChance = (long) bytes.length * bytes.length / counts.length;
        return agreeing < byChance + byChance / 32;
    }

    @Override
    public void close() {
        zstd.close();
    }
}
