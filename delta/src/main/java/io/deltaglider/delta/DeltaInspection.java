package io.deltaglider.delta;

import io.deltaglider.delta.container.DeltaReader;
import io.deltaglider.delta.container.FrameSummary;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What a delta file consists of, found out without its reference. Everything but the target's bytes is checked on the
 * way: header, lengths, index, the checksum of the file.
 *
 * @param version of the format
 * @param headerLength bytes from the start of the file to the first frame
 * @param storedLength bytes of the whole file
 */
public record DeltaInspection(
        int version, DeltaHeader header, long headerLength, long storedLength, List<Frame> frames) {

    public DeltaInspection {
        frames = List.copyOf(frames);
    }

    /**
     * One frame.
     *
     * @param kind how it is coded, a word
     * @param offset of its first byte in the delta file
     * @param storedLength bytes in the delta file
     * @param targetOffset first byte of the target that it holds
     * @param targetLength how many bytes of the target it holds
     * @param covers runs that are taken from the reference; 0 for frames whose level is modelled, which shows nothing without
     *     the reference
     * @param coveredBytes bytes in covers; of a modelled level also its shorter literals
     * @param diffBytes covered bytes that are given as a difference to the reference; 0 for a modelled level
     * @param literalBytes bytes in no cover
     */
    public record Frame(
            String kind,
            long offset,
            long storedLength,
            long targetOffset,
            long targetLength,
            long covers,
            long coveredBytes,
            long diffBytes,
            long literalBytes,
            List<Section> sections) {

        public Frame {
            sections = List.copyOf(sections);
        }
    }

    /**
     * One kind of number of a frame.
     *
     * @param name what it holds, a word
     * @param length bytes when decoded
     * @param storedLength bytes in the delta file, its own header included
     */
    public record Section(String name, long length, long storedLength) {}

    /**
     * Reads a delta file to its end. The stream is closed.
     *
     * @throws CorruptDeltaException if the file is damaged in what can be seen without its reference
     */
    public static DeltaInspection of(InputStream in) throws IOException {
        List<Frame> frames = new ArrayList<>();
        try (DeltaReader reader = new DeltaReader(in)) {
            while (!reader.atEnd()) {
                frames.add(frame(reader.summarize()));
            }
            reader.finish();
            return new DeltaInspection(
                    reader.version(),
                    reader.header(),
                    reader.firstFrame(),
                    reader.position(),
                    frames);
        }
    }

    private static Frame frame(FrameSummary summary) {
        return new Frame(
                summary.kind(),
                summary.offset(),
                summary.storedLength(),
                summary.targetOffset(),
                summary.targetLength(),
                summary.covers(),
                summary.unpackedLength() - summary.literalBytes(),
                summary.diffBytes(),
                summary.literalBytes(),
                summary.sections().stream()
                        .map(s -> new Section(s.name(), s.length(), s.storedLength()))
                        .toList());
    }

    /** Covers of all frames. */
    public long covers() {
        return frames.stream().mapToLong(Frame::covers).sum();
    }

    /** Target bytes in covers, of all frames. */
    public long coveredBytes() {
        return frames.stream().mapToLong(Frame::coveredBytes).sum();
    }

    /** Covered bytes that are given as a difference, of all frames. */
    public long diffBytes() {
        return frames.stream().mapToLong(Frame::diffBytes).sum();
    }

    /** Target bytes in no cover, of all frames. */
    public long literalBytes() {
        return frames.stream().mapToLong(Frame::literalBytes).sum();
    }
}
