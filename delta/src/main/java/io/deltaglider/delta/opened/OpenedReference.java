package io.deltaglider.delta.opened;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.CorruptDeltaException;
import io.deltaglider.delta.deflate.Checkpoints;
import io.deltaglider.delta.deflate.ContentReader;
import io.deltaglider.delta.deflate.DamagedStreamException;
import io.deltaglider.delta.deflate.TokenCursor;
import io.deltaglider.delta.replay.ReferenceStream;
import io.deltaglider.delta.replay.ReferenceTokens;
import io.deltaglider.delta.scratch.ScratchSpace;
import io.deltaglider.delta.stream.StreamForm;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A reference with some of its streams opened, as one content: its own bytes first, then the contents of the streams of
 * the table. A stream is inflated when it is first needed, as far as it is needed; small ones are kept while there is room,
 * large ones in a scratch. Safe for use by many threads. Closing it leaves the reference open.
 */
public final class OpenedReference implements Content, ReferenceTokens {
    /** Contents up to this many bytes are inflated at once and may be forgotten again. */
    private static final int SMALL = 1 << 20;

    private static final long SMALLEST_CACHE = 4L << 20;
    private static final long LARGEST_CACHE = 64L << 20;

    private final Content reference;
    private final StreamTable table;
    private final ScratchSpace scratch;
    private final int shortestCover;
    private final long cacheLimit;
    private final LinkedHashMap<Integer, SmallStream> small = new LinkedHashMap<>(64, 0.75f, true);
    private final Map<Integer, LargeStream> large = new HashMap<>();
    private final AtomicInteger inflated = new AtomicInteger();
    private long cached;

    /** A stream's content and where tokens begin in it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record SmallStream(byte[] content, Checkpoints checkpoints) {}

    /**
     * Closing this closes the scratch space and not the reference.
     *
     * @param shortestCover whose tokens are asked, as the version of the delta file has it
     * @param cacheLimit bytes of small contents that are kept, but for the one in use
     */
    public OpenedReference(
            Content reference,
            StreamTable table,
            ScratchSpace scratch,
            int shortestCover,
            long cacheLimit) {
        this.reference = reference;
        this.table = table;
        this.scratch = scratch;
        this.shortestCover = shortestCover;
        this.cacheLimit = cacheLimit;
    }

    /** Bytes of small contents that are worth keeping, if there is room for them. */
    public static long cacheBudget() {
        return Math.clamp(Runtime.getRuntime().maxMemory() / 16, SMALLEST_CACHE, LARGEST_CACHE);
    }

    @Override
    public int shortestCover() {
        return shortestCover;
    }

    @Override
    public long size() {
        return table.size();
    }

    /** How often a stream was inflated, or begun to be. */
    public int inflated() {
        return inflated.get();
    }

    @Override
    public void read(long position, byte[] into, int from, int length) throws IOException {
        Objects.checkFromIndexSize(position, length, table.size());
        int done = 0;
        while (done < length) {
            long at = position + done;
            int stream = table.streamAt(at);
            long end = stream < 0 ? table.referenceSize() : table.end(stream);
            int n = (int) Math.min(length - done, end - at);
            if (stream < 0) {
                reference.read(at, into, from + done, n);
            } else if (isSmall(stream)) {
                byte[] content = small(stream).content;
                System.arraycopy(content, (int) (at - table.start(stream)), into, from + done, n);
            } else {
                large(stream).read(at - table.start(stream), into, from + done, n);
            }
            done += n;
        }
    }

    private boolean isSmall(int stream) {
        return table.end(stream) - table.start(stream) <= SMALL;
    }

    /** Where a stream's bytes must end at the latest: with the content that it lies in. */
    private long limit(int stream) {
        int container = table.streamAt(table.position(stream));
        return container < 0 ? table.referenceSize() : table.end(container);
    }

    private SmallStream small(int stream) throws IOException {
        synchronized (small) {
            SmallStream found = small.get(stream);
            if (found != null) {
                return found;
            }
        }
        // Outside the lock: two threads may inflate the same stream, which costs time but blocks
        // nobody.
        SmallStream made = inflate(stream);
        synchronized (small) {
            if (small.putIfAbsent(stream, made) == null) {
                cached += made.content.length;
                var oldest = small.entrySet().iterator();
                while (cached > cacheLimit && small.size() > 1) {
                    cached -= oldest.next().getValue().content.length;
                    oldest.remove();
                }
            }
        }
        return made;
    }

    private SmallStream inflate(int stream) throws IOException {
        inflated.incrementAndGet();
        byte[] content = new byte[(int) (table.end(stream) - table.start(stream))];
        Checkpoints checkpoints = new Checkpoints();
        ContentReader reader =
                table.form(stream).read(this, table.position(stream), limit(stream), checkpoints);
        int done = 0;
        try {
            while (done < content.length) {
                int n = reader.read(content, done, content.length - done);
                if (n < 0) {
                    throw shorter(stream, done);
                }
                done += n;
            }
        } catch (DamagedStreamException e) {
            throw damaged(stream, e);
        }
        return new SmallStream(content, checkpoints);
    }

    private LargeStream large(int stream) {
        synchronized (large) {
            return large.computeIfAbsent(
                    stream,
                    s -> {
                        inflated.incrementAndGet();
                        return new LargeStream(s);
                    });
        }
    }

    private CorruptDeltaException shorter(int stream, long length) {
        return new CorruptDeltaException(
                "the reference's stream at "
                        + table.position(stream)
                        + " has "
                        + length
                        + " bytes of content, "
                        + (table.end(stream) - table.start(stream))
                        + " are needed: the delta file is damaged, or the reference is not the one"
                        + " it was made against");
    }

    private CorruptDeltaException damaged(int stream, DamagedStreamException e) {
        return new CorruptDeltaException(
                "there is no valid stream at "
                        + table.position(stream)
                        + " of the reference: the delta file is damaged, or the reference is not"
                        + " the one it was made against",
                e);
    }

    /** A stream that is inflated bit by bit. */
    private final class LargeStream {
        private final int stream;
        private final Checkpoints checkpoints = new Checkpoints();
        private final io.deltaglider.delta.scratch.Scratch content = scratch.create();
        private final byte[] buffer = new byte[64 << 10];
        private @Nullable ContentReader reader;

        LargeStream(int stream) {
            this.stream = stream;
        }

        void read(long position, byte[] into, int from, int length) throws IOException {
            inflateTo(position + length);
            content.read(position, into, from, length);
        }

        private void inflateTo(long end) throws IOException {
            if (content.size() >= end) {
                return;
            }
            synchronized (this) {
                if (reader == null) {
                    reader =
                            table.form(stream)
                                    .read(
                                            OpenedReference.this,
                                            table.position(stream),
                                            limit(stream),
                                            checkpoints);
                }
                try {
                    while (content.size() < end) {
                        int n = reader.read(buffer, 0, buffer.length);
                        if (n < 0) {
                            throw shorter(stream, content.size());
                        }
                        content.append(buffer, 0, n);
                    }
                } catch (DamagedStreamException e) {
                    throw damaged(stream, e);
                }
            }
        }
    }

    @Override
    public @Nullable ReferenceStream at(long address) throws IOException {
        int stream = address < table.size() ? table.streamAt(address) : -1;
        if (stream < 0 || table.form(stream) != StreamForm.DEFLATE) {
            return null;
        }
        Checkpoints checkpoints =
                isSmall(stream) ? small(stream).checkpoints : large(stream).checkpoints;
        return new ReferenceStream(
                table.start(stream),
                table.end(stream),
                new TokenCursor(this, table.position(stream), limit(stream), checkpoints));
    }

    @Override
    public void close() throws IOException {
        scratch.close();
    }
}
