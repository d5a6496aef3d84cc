package io.deltaglider.delta.container;

import java.util.List;

/**
 * What a frame consists of. Figures are in bytes.
 *
 * @param kind how it is coded, a word
 * @param offset of its first byte in the delta file
 * @param unpackedLength of the form in which streams are opened; the target length where there are none
 * @param streams that begin in it
 */
public record FrameSummary(
        String kind,
        long offset,
        long storedLength,
        long targetOffset,
        int targetLength,
        int unpackedLength,
        int streams,
        List<SectionSummary> sections) {

    public FrameSummary {
        sections = List.copyOf(sections);
    }

    /**
     * One section of a frame.
     *
     * @param length bytes when decoded
     * @param storedLength bytes in the delta file, its own header included
     */
    public record SectionSummary(String name, int length, int storedLength) {}
}
