package io.deltaglider.delta.archive;

import io.deltaglider.delta.Content;

import java.io.IOException;
import java.util.Objects;

/**
 * Finds deflate streams in a content by the structure of its containers, which it recognises by their bytes, not by names:
 * gzip (RFC 1952), zip and its kin (PKWARE's APPNOTE.TXT), tar (POSIX ustar and pax, GNU), PNG, PDF, {@code pg_dump -Fc},
 * one behind the other, and one inside the other as far as that needs no inflating. In bytes of no known format, at any depth, it
 * searches for what looks like a stream.
 *
 * <p>What it reports is claimed by the bytes and not verified: inflating tells. Any bytes are allowed, and give some
 * result; only reading them can fail. For zip and tar the work grows with the number of entries, and with what is searched in them.
 * Immutable: safe for use by many threads.
 */
public final class ArchiveScanner {
    private final ArchiveLimits limits;
    private final ParserRunner runner;

    public ArchiveScanner(ArchiveLimits limits) {
        this(limits, ParserRunner.STANDARD);
    }

    /**
     * @param runner of the parsers; one that throws an unchecked exception has found nothing, and the scan goes on
     */
    public ArchiveScanner(ArchiveLimits limits, ParserRunner runner) {
        this.limits = limits;
        this.runner = runner;
    }

    /**
     * Finds streams in {@code content[from .. to)}: of a gzip file without lengths only its first member, the others by
     * {@link #next}.
     *
     * @param name of these bytes; that of the stream they were inflated from, or {@link StreamName#ROOT}
     * @throws IndexOutOfBoundsException if the range is not inside the content
     */
    public PackedStreams scan(Content content, long from, long to, StreamName name)
            throws IOException {
        return scan(content, from, to, name, SearchFilter.EVERYTHING);
    }

    /** As above, but searches only those bytes of no known format that the filter accepts. */
    public PackedStreams scan(
            Content content, long from, long to, StreamName name, SearchFilter filter)
            throws IOException {
        Objects.checkFromToIndex(from, to, content.size());
        Scan scan = new Scan(content, from, to, limits, filter, runner);
        scan.look(from, to, name, 0);
        return scan.found.build();
    }

    /**
     * Finds what follows a stream once it is inflated and its end known: further members of a gzip file, and whatever
     * comes behind them. For other kinds, and where lengths are known, that is part of the scan already.
     *
     * @param streams what the scan of the same content found
     * @param stream index of the one that was inflated
     * @param end where its deflate data ended
     * @return often nothing
     */
    public PackedStreams next(Content content, PackedStreams streams, int stream, long end)
            throws IOException {
        long limit = streams.limit(stream);
        if (streams.kind(stream) != StreamKind.GZIP
                || streams.packedLength(stream) >= 0
                || end < 0
                || end > limit - GzipFiles.TRAILER) {
            return PackedStreams.empty();
        }
        return scan(content, end + GzipFiles.TRAILER, limit, streams.name(stream).following());
    }
}
