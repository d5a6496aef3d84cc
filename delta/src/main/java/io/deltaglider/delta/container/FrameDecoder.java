package io.deltaglider.delta.container;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.CorruptDeltaException;
import io.deltaglider.delta.deflate.DamagedStreamException;
import io.deltaglider.delta.level.PagedReference;
import io.deltaglider.delta.opened.OpenedReference;
import io.deltaglider.delta.opened.StreamTable;
import io.deltaglider.delta.rebuild.RebuiltStretch;
import io.deltaglider.delta.rebuild.TiedReplays;
import io.deltaglider.delta.replay.DamagedRecipeException;
import io.deltaglider.delta.replay.ReferenceTokens;
import io.deltaglider.delta.scratch.ScratchSpace;
import io.deltaglider.delta.work.HeapBudget;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.CRC32C;

/**
 * Decodes frames in two steps: what a frame holds by itself, by any thread; then, in order, what depends on the frames
 * before. Closing it leaves the reference open.
 */
final class FrameDecoder implements Closeable {
    private static final long SMALLEST_CACHE = 4L << 20;

    private final Content reference;
    private final int shortestCover;
    private final HeapBudget.Lease cache =
            HeapBudget.process().share(OpenedReference.cacheBudget(), SMALLEST_CACHE);

    private final ScratchSpace scratch;
    private final Queue<Desk> idle = new ConcurrentLinkedQueue<>();
    private final LiteralStreamReader packed = new LiteralStreamReader();
    private final LiteralStreamReader literals = new LiteralStreamReader();
    private OpenedReference opened;
    private TiedReplays tied;

    /**
     * @param version of the format of the file that the frames are of
     * @param temporaryFolder takes what of the reference is unpacked and does not fit into memory
     */
    FrameDecoder(Content reference, int version, Path temporaryFolder) {
        this.reference = reference;
        this.scratch = new ScratchSpace(temporaryFolder);
        this.shortestCover =
                version < 3
                        ? ReferenceTokens.SHORTEST_COVER_OF_VERSION_2
                        : ReferenceTokens.SHORTEST_COVER;
        this.opened = opened(new StreamTable(reference.size()));
        this.tied = new TiedReplays(opened);
    }

    private OpenedReference opened(StreamTable table) {
        return new OpenedReference(reference, table, scratch, shortestCover, cache.bytes());
    }

    /** What one thread decodes with. */
    private static final class Desk implements Closeable {
        final FrameReader frames = new FrameReader();
        final OpenedFrameReader openedFrames;
        final PlainFrameReader plainFrames;
        final PagedReference pages;

        Desk(Content reference, OpenedReference opened) {
            openedFrames = new OpenedFrameReader(opened);
            plainFrames = new PlainFrameReader(reference);
            pages = new PagedReference(reference);
        }

        byte[] plain(FrameHeader header, ByteCursor body, long targetStart) throws IOException {
            return switch (header.kind()) {
                case Format.KIND_PREFIXED -> plainFrames.readPrefixed(header, body);
                case Format.KIND_COPIED -> plainFrames.readCopied(header, body);
                default -> frames.read(header, body, targetStart, pages);
            };
        }

        @Override
        public void close() {
            frames.close();
            openedFrames.close();
            plainFrames.close();
        }
    }

    /**
     * A frame after the first step.
     *
     * @param plain its target bytes, if it has no need of a second step
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Half(
            FrameHeader header,
            ByteCursor body,
            long targetStart,
            byte @Nullable [] plain,
            @Nullable RebuiltStretch stretch) {}

    /** Takes the table of the reference's streams, which comes before the frames that need it. */
    void streams(FrameHeader header, ByteCursor body) throws CorruptDeltaException {
        checkCrc(header, body);
        try (SectionReader sections = new SectionReader()) {
            StreamTable table = StreamTableCoding.read(body, sections, reference.size());
            opened = opened(table);
            tied = new TiedReplays(opened);
        }
        idle.forEach(Desk::close);
        idle.clear();
    }

    private static void checkCrc(FrameHeader header, ByteCursor body) throws CorruptDeltaException {
        if (body.crc() != header.crc()) {
            throw body.corrupt("the table of streams does not match its checksum");
        }
    }

    /**
     * What comes before the first step, frame by frame in their order: the literals of frames that keep them apart, which go on from
     * those of a frame before. Null for frames that do not.
     */
    byte @Nullable [] literals(FrameHeader header, ByteCursor body) throws CorruptDeltaException {
        if (header.kind() == Format.KIND_PACKED) {
            return packed.read(body);
        }
        packed.restart();
        if (!header.isSectioned()) {
            return null;
        }
        if (literalsBack(body) == 0) {
            literals.restart();
        } else if (!literals.hasBegun()) {
            throw body.corrupt("literals continue a stream that has not begun");
        }
        return literals.read(body);
    }

    /** Reads what the body of a frame in sections begins with: how many frames before its literals go on from, or 0. */
    static int literalsBack(ByteCursor body) throws CorruptDeltaException {
        return body.varint(Integer.MAX_VALUE, "distance of literals");
    }

    /**
     * The first step. May be called by several threads.
     *
     * @param literals what {@link #literals} gave
     */
    Half decode(FrameHeader header, ByteCursor body, byte @Nullable [] literals, long targetStart)
            throws IOException {
        Desk desk = idle.poll();
        if (desk == null) {
            desk = new Desk(reference, opened);
        }
        try {
            if (header.isPlain()) {
                byte[] plain = desk.plain(header, body, targetStart);
                return new Half(header, body, targetStart, plain, null);
            }
            RebuiltStretch stretch;
            if (literals == null) {
                stretch = desk.openedFrames.readModelled(body);
            } else if (header.isSectioned()) {
                stretch = desk.openedFrames.readSectioned(body, literals);
            } else {
                stretch = desk.openedFrames.readPacked(body, literals);
            }
            return new Half(header, body, targetStart, null, stretch);
        } finally {
            idle.add(desk);
        }
    }

    /** The second step, frame by frame in their order. Returns the frame's target bytes, checked. */
    byte[] finish(Half half) throws IOException {
        RebuiltStretch stretch = half.stretch();
        byte[] target = half.plain();
        if (!half.header().continues()) {
            tied.restart();
        }
        if (stretch != null) {
            target = new byte[half.header().targetLength()];
            byte[] into = target;
            int[] length = {0};
            try {
                tied.rebuild(
                        stretch,
                        (bytes, from, count, address) -> {
                            if (count > into.length - length[0]) {
                                throw new DamagedRecipeException("more bytes than expected");
                            }
                            System.arraycopy(bytes, from, into, length[0], count);
                            length[0] += count;
                        });
            } catch (DamagedRecipeException | DamagedStreamException e) {
                throw half.body()
                        .corruptOrOtherReference(
                                "cannot rebuild a compressed stream: " + e.getMessage(), e);
            }
            if (length[0] != into.length) {
                throw half.body()
                        .corruptOrOtherReference(
                                length[0]
                                        + " target bytes were rebuilt, "
                                        + into.length
                                        + " expected");
            }
        }
        byte[] bytes = java.util.Objects.requireNonNull(target);
        check(half, bytes);
        return bytes;
    }

    private static void check(Half half, byte[] target) throws CorruptDeltaException {
        CRC32C crc = new CRC32C();
        crc.update(target, 0, target.length);
        if ((int) crc.getValue() != half.header().crc()) {
            throw half.body()
                    .corruptOrOtherReference(
                            "the target bytes "
                                    + half.targetStart()
                                    + " to "
                                    + (half.targetStart() + target.length)
                                    + " do not match their checksum");
        }
    }

    /** How often a stream of the reference was inflated. */
    int inflated() {
        return opened.inflated();
    }

    /** Nobody may be decoding any more. */
    @Override
    public void close() throws IOException {
        idle.forEach(Desk::close);
        idle.clear();
        packed.close();
        literals.close();
        try {
            scratch.close();
        } finally {
            cache.close();
        }
    }
}
