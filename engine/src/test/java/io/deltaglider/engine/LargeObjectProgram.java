package io.deltaglider.engine;

import io.deltaglider.store.EmbeddedStore;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;

/** What {@link LargeObjectTest} runs: stores one large object, reads it back, reads ranges of it. */
final class LargeObjectProgram {
    private static final String BUCKET = "bucket";
    private static final String KEY = "v1/image.bin";

    private LargeObjectProgram() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        long size = Long.parseLong(args[1]);
        EngineOptions options =
                EngineOptions.defaults().withCacheDirectory(folder.resolve("cache"));
        try (EmbeddedStore store = EmbeddedStore.open(folder.resolve("store"));
                DeltaGliderS3Client client = new DeltaGliderS3Client(store, options)) {
            client.createBucket(r -> r.bucket(BUCKET));
            client.putObject(
                    r -> r.bucket(BUCKET).key(KEY),
                    RequestBody.fromContentProvider(() -> new Pattern(0, size), size, "a/b"));
            if (client.inspect(BUCKET, KEY).kind() == StoredObject.Kind.DELTA) {
                System.out.println("stored as a delta");
            }
            try (InputStream in =
                            client.getObject(
                                    r -> r.bucket(BUCKET).key(KEY),
                                    ResponseTransformer.toInputStream());
                    InputStream expected = new Pattern(0, size)) {
                requireSame(in, expected);
            }
            System.out.println("read back exactly");
            for (long offset : new long[] {0, size / 2 - 3, size - 1_000_000}) {
                String range = "bytes=" + offset + "-" + (offset + 999_999);
                try (InputStream in =
                                client.getObject(
                                        r -> r.bucket(BUCKET).key(KEY).range(range),
                                        ResponseTransformer.toInputStream());
                        InputStream expected = new Pattern(offset, 1_000_000)) {
                    requireSame(in, expected);
                }
            }
            System.out.println("ranges are right");
        }
    }

    private static void requireSame(InputStream actual, InputStream expected) throws IOException {
        byte[] one = new byte[1 << 16];
        byte[] other = new byte[1 << 16];
        int count;
        do {
            count = actual.readNBytes(one, 0, one.length);
            int wanted = expected.readNBytes(other, 0, other.length);
            if (count != wanted || !Arrays.equals(one, 0, count, other, 0, wanted)) {
                throw new IllegalStateException("other bytes came back");
            }
        } while (count > 0);
    }

    /** Bytes that do not repeat, made from their position: the same from any offset. */
    private static final class Pattern extends InputStream {
        private final byte[] block = new byte[1 << 13];
        private long position;
        private final long end;

        Pattern(long offset, long length) {
            this.position = offset;
            this.end = offset + length;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int from, int length) {
            if (position == end) {
                return -1;
            }
            int within = (int) (position % block.length);
            fill(position / block.length);
            int count = (int) Math.min(Math.min(length, block.length - within), end - position);
            System.arraycopy(block, within, into, from, count);
            position += count;
            return count;
        }

        private void fill(long number) {
            ByteBuffer longs = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
            long state = number * 0x9E3779B97F4A7C15L + 1;
            while (longs.hasRemaining()) {
                state ^= state << 13;
                state ^= state >>> 7;
                state ^= state << 17;
                longs.putLong(state);
            }
        }
    }
}
