package io.deltaglider.delta.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.deflate.Checkpoints;
import io.deltaglider.delta.deflate.ContentReader;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** What a scan of some bytes found: inflated by the JDK's own inflater, or, if it is chunks, joined. */
final class Found {
    private final byte[] bytes;
    private final PackedStreams streams;

    private Found(byte[] bytes, PackedStreams streams) {
        this.bytes = bytes;
        this.streams = streams;
    }

    static Found in(byte[] bytes) throws IOException {
        return in(bytes, ArchiveLimits.DEFAULT);
    }

    static Found in(byte[] bytes, ArchiveLimits limits) throws IOException {
        ArchiveScanner scanner = new ArchiveScanner(limits);
        return new Found(bytes, scanner.scan(Content.of(bytes), 0, bytes.length, StreamName.ROOT));
    }

    /** Content of all streams of a file, in order, those behind gzip members included. */
    static List<byte[]> everythingIn(byte[] bytes) throws IOException {
        Content content = Content.of(bytes);
        ArchiveScanner scanner = new ArchiveScanner(ArchiveLimits.DEFAULT);
        List<byte[]> contents = new ArrayList<>();
        PackedStreams streams = scanner.scan(content, 0, bytes.length, StreamName.ROOT);
        long free = 0;
        int i = 0;
        while (i < streams.count()) {
            long[] end = new long[1];
            byte[] inflated = inflate(bytes, streams.position(i), streams.limit(i), end);
            if (streams.position(i) >= free && inflated.length > 0) {
                contents.add(inflated);
                free = end[0];
                PackedStreams.Builder both = new PackedStreams.Builder(1000);
                both.addAll(streams);
                both.addAll(scanner.next(content, streams, i, free));
                streams = both.build();
            }
            i++;
        }
        return contents;
    }

    PackedStreams streams() {
        return streams;
    }

    /** Content of a stream, or nothing if it is none; a known length must be right. */
    byte[] content(int stream) {
        long[] end = new long[1];
        byte[] content = inflate(bytes, streams.position(stream), streams.limit(stream), end);
        if (content.length > 0 && streams.packedLength(stream) >= 0) {
            assertThat(end[0]).isEqualTo(streams.limit(stream));
        }
        return content;
    }

    /** The data of chunks, joined. */
    byte[] joined(int stream) throws IOException {
        ContentReader reader =
                streams.kind(stream)
                        .form()
                        .read(
                                Content.of(bytes),
                                streams.position(stream),
                                streams.limit(stream),
                                new Checkpoints());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[777];
        for (int n = reader.read(buffer, 0, buffer.length);
                n >= 0;
                n = reader.read(buffer, 0, buffer.length)) {
            out.write(buffer, 0, n);
        }
        assertThat(reader.packedLength()).isEqualTo(streams.packedLength(stream));
        return out.toByteArray();
    }

    /** What inflates, in order, without what begins inside another. */
    List<byte[]> contents() {
        List<byte[]> contents = new ArrayList<>();
        long free = 0;
        for (int i = 0; i < streams.count(); i++) {
            long[] end = new long[1];
            byte[] content = inflate(bytes, streams.position(i), streams.limit(i), end);
            if (streams.position(i) >= free && content.length > 0) {
                contents.add(content(i));
                free = end[0];
            }
        }
        return contents;
    }

    /** Where the deflate data of a stream ends. */
    long end(int stream) {
        long[] end = new long[1];
        inflate(bytes, streams.position(stream), streams.limit(stream), end);
        return end[0];
    }

    PackedStreams next(int stream) throws IOException {
        return new ArchiveScanner(ArchiveLimits.DEFAULT)
                .next(Content.of(bytes), streams, stream, end(stream));
    }

    private static byte[] inflate(byte[] bytes, long position, long limit, long[] end) {
        Inflater inflater = new Inflater(true);
        inflater.setInput(bytes, (int) position, (int) (limit - position));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try {
            while (!inflater.finished()) {
                int n = inflater.inflate(buffer);
                if (n == 0 && !inflater.finished()) {
                    return new byte[0];
                }
                out.write(buffer, 0, n);
            }
            end[0] = position + inflater.getBytesRead();
            return out.toByteArray();
        } catch (DataFormatException e) {
            return new byte[0];
        } finally {
            inflater.end();
        }
    }
}
