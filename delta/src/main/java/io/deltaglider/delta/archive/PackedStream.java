package io.deltaglider.delta.archive;

/**
 * A deflate stream in a content, as its container describes it. Nothing of this is verified: inflating it may fail.
 *
 * @param position of the first byte of raw deflate data: behind the header of gzip, zip or zlib
 * @param packedLength bytes of deflate data if the container says so, otherwise -1
 * @param limit end of the stream if its length is known, otherwise where its container ends
 * @param checksum CRC-32 and length of the content if the container says so, otherwise 0: see {@link
 *     PackedStreams#checksum}
 */
public record PackedStream(
        long position,
        long packedLength,
        long limit,
        StreamKind kind,
        StreamName name,
        long checksum) {}
