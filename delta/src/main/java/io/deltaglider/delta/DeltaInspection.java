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
     * @param unpackedLength how many bytes it decodes to before streams are made again; the target length where there are
     *     none
     * @param streams deflate streams that are opened and begin in it; for a table of streams, how many it has
     */
    public record Frame(
            String kind,
            long offset,
            long storedLength,
            long targetOffset,
            long targetLength,
            long unpackedLength,
            long streams,
            List<Section> sections) {

        public Frame {
            sections = List.copyOf(sections);
        }
    }

    /**
     * One part of a frame.
     *
     * @param name what it holds, a word
     * @param length bytes when decoded; what it has in the file where only decoding can tell
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
        } catch (RuntimeException | StackOverflowError e) {
            throw new CorruptDeltaException("damaged delta file: its content is inconsistent", e);
        }
    }

    private static Frame frame(FrameSummary summary) {
        return new Frame(
                summary.kind(),
                summary.offset(),
                summary.storedLength(),
                summary.targetOffset(),
                summary.targetLength(),
                summary.unpackedLength(),
                summary.streams(),
                summary.sections().stream()
                        .map(s -> new Section(s.name(), s.length(), s.storedLength()))
                        .toList());
    }
}
