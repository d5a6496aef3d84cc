package io.deltaglider.store.folder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The CRC-32C of each block of a payload. Blocks have {@value #BLOCK} bytes, but for the last of each run; a payload has one run, or one for
 * each part that it was joined from, so that joining computes nothing. Immutable. Written as {@code LENGTH:BASE64} for each run, separated by
 * commas, the Base64 holding the checksums as 32-bit integers, big-endian.
 */
final class BlockChecksums {
    static final int BLOCK = 1 << 20;

    static final BlockChecksums NONE = new BlockChecksums(List.of());

    private static final class Run {
        private final long length;
        private final byte[] checksums;

        Run(long length, byte[] checksums) {
            if (length <= 0 || checksums.length != Math.ceilDiv(length, BLOCK) * Integer.BYTES) {
                throw new IllegalArgumentException("not as many checksums as blocks");
            }
            this.length = length;
            this.checksums = checksums;
        }
    }

    /**
     * Bytes that have a checksum of their own.
     *
     * @param start of the block in the payload
     */
    record Block(long start, int length, int checksum) {
        boolean holds(byte[] bytes) {
            CRC32C crc = new CRC32C();
            crc.update(bytes, 0, length);
            return (int) crc.getValue() == checksum;
        }
    }

    private final List<Run> runs;

    private BlockChecksums(List<Run> runs) {
        this.runs = List.copyOf(runs);
    }

    /** In bytes, of the payload. */
    long length() {
        return runs.stream().mapToLong(run -> run.length).sum();
    }

    /** The block that holds the byte at a position. */
    Block at(long position) {
        long start = 0;
        for (Run run : runs) {
            if (position < start + run.length) {
                int index = (int) ((position - start) / BLOCK);
                long from = (long) index * BLOCK;
                return new Block(
                        start + from,
                        (int) Math.min(BLOCK, run.length - from),
                        ByteBuffer.wrap(run.checksums).getInt(index * Integer.BYTES));
            }
            start += run.length;
        }
        throw new IllegalArgumentException("no block at " + position);
    }

    BlockChecksums followedBy(BlockChecksums other) {
        List<Run> all = new ArrayList<>(runs);
        all.addAll(other.runs);
        return new BlockChecksums(all);
    }

    String encode() {
        return String.join(
                ",",
                runs.stream()
                        .map(run ->
                                run.length
                                        + ":"
                                        + Base64.getEncoder().encodeToString(run.checksums))
                        .toList());
    }

    /** Reads what {@link #encode} wrote. */
    static BlockChecksums decode(String text) throws IOException {
        if (text.isEmpty()) {
            return NONE;
        }
        List<Run> runs = new ArrayList<>();
        try {
            for (String run : text.split(",", -1)) {
                int colon = run.indexOf(':');
                if (colon < 0) {
                    throw new IllegalArgumentException("a run without its length");
                }
                runs.add(
                        new Run(
                                Long.parseLong(run.substring(0, colon)),
                                Base64.getDecoder().decode(run.substring(colon + 1))));
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("the payload's checksums are not readable: " + e.getMessage(), e);
        }
        return new BlockChecksums(runs);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BlockChecksums that && encode().equals(that.encode());
    }

    @Override
    public int hashCode() {
        return encode().hashCode();
    }

    @Override
    public String toString() {
        return encode();
    }

    /** Computes the checksums of one run while it is written. For one thread. */
    static final class Builder {
        private final CRC32C crc = new CRC32C();
        private ByteBuffer done = ByteBuffer.allocate(64);
        private long length;

        void update(byte[] bytes, int from, int count) {
            int at = from;
            int left = count;
            while (left > 0) {
                int step = (int) Math.min(left, BLOCK - length % BLOCK);
                crc.update(bytes, at, step);
                length += step;
                at += step;
                left -= step;
                if (length % BLOCK == 0) {
                    finishBlock();
                }
            }
        }

        private void finishBlock() {
            if (done.remaining() < Integer.BYTES) {
                done = ByteBuffer.allocate(2 * done.capacity()).put(done.flip());
            }
            done.putInt((int) crc.getValue());
            crc.reset();
        }

        BlockChecksums finish() {
            if (length == 0) {
                return NONE;
            }
            if (length % BLOCK != 0) {
                finishBlock();
            }
            byte[] checksums = new byte[done.position()];
            done.flip().get(checksums);
            return new BlockChecksums(List.of(new Run(length, checksums)));
        }
    }
}
