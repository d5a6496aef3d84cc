package io.deltaglider.delta.archive;

import io.deltaglider.delta.Content;

import java.io.IOException;

/**
 * One scan: goes through a content container by container. Not safe for use by several threads.
 *
 * <p>Its work is bounded by the bytes scanned: every container recognised takes at least one byte, ranges that are looked
 * into at one depth do not overlap, the depth is limited, and so are the bytes searched where no structure leads on, at all
 * depths together.
 */
final class Scan {
    /** No container was recognised. */
    static final long NOTHING = -1;

    private static final int READ_AHEAD = 16 * 1024;
    private static final int SEARCHED_AT_ONCE = 64 * 1024;

    final ArchiveLimits limits;
    final PackedStreams.Builder found;

    /** For headers here and there. */
    final ByteWindow window;

    /** For runs of bytes that are read in order. What it holds is gone after looking into anything. */
    final ByteWindow run;

    final DeflateStart deflate;

    private final ZipFiles zip;
    private final TarFiles tar;
    private final GzipFiles gzip;
    private final PngFiles png;
    private final PdfFiles pdf;
    private final PostgresDumps postgres;
    private final UnknownBytes unknown;
    private final SearchFilter filter;

    private final ParserRunner runner;
    private long searchable;

    /** A scan of some or all of {@code content[from .. end)}. */
    Scan(
            Content content,
            long from,
            long end,
            ArchiveLimits limits,
            SearchFilter filter,
            ParserRunner runner) {
        this.limits = limits;
        this.filter = filter;
        this.runner = runner;
        found = new PackedStreams.Builder(limits.maxStreams());
        window = new ByteWindow(content, from, end, READ_AHEAD);
        run = new ByteWindow(content, from, end, SEARCHED_AT_ONCE);
        deflate = new DeflateStart(window);
        searchable = limits.maxSearched();
        zip = new ZipFiles(this);
        tar = new TarFiles(this, limits.maxNameLength());
        gzip = new GzipFiles(this);
        png = new PngFiles(this);
        pdf = new PdfFiles(this);
        postgres = new PostgresDumps(this);
        unknown = new UnknownBytes(this);
    }

    ZipFiles zip() {
        return zip;
    }

    TarFiles tar() {
        return tar;
    }

    GzipFiles gzip() {
        return gzip;
    }

    /** Asks to read this many bytes one by one; {@code false} once the scan has read enough of them. */
    boolean maySearch(long bytes) {
        searchable -= bytes;
        return searchable >= 0;
    }

    /**
     * Runs a parser. Where one fails for a fault of its own, what it has found is dropped and the bytes count as of no format: that
     * costs the streams in one container.
     *
     * @param otherwise the answer of a parser that failed
     */
    long attempt(ContainerFormat format, long otherwise, ParserRunner.Parser parser)
            throws IOException {
        int before = found.count();
        try {
            return runner.run(format, parser);
        } catch (RuntimeException | StackOverflowError fault) {
            found.truncate(before);
            return otherwise;
        }
    }

    /**
     * Looks into bytes of which nothing is known.
     *
     * @param depth containers around them
     */
    void look(long from, long to, StreamName name, int depth) throws IOException {
        if (depth > limits.maxDepth()) {
            return;
        }
        long at = from;
        // Zip files are described at their ends, so those are cut off from behind.
        long limit = to;
        StreamName container = name;
        while (at < limit && !found.isFull()) {
            if (isZip(at, limit)) {
                limit = zipAtEnd(at, limit, container, depth, true);
            }
            long end = at < limit ? recognise(at, limit, container, depth) : limit;
            if (end <= at) {
                limit = zipAtEnd(at, limit, container, depth, false);
                if (at < limit && filter.accepts(at, limit, container, depth)) {
                    searchUnknown(at, limit, container, depth);
                }
                return;
            }
            at = end;
            container = container.following();
        }
    }

    private long zipAtEnd(long from, long to, StreamName name, int depth, boolean certain)
            throws IOException {
        return attempt(ContainerFormat.ZIP, to, () -> zip.atEnd(from, to, name, depth, certain));
    }

    private void searchUnknown(long from, long to, StreamName name, int depth) throws IOException {
        attempt(
                ContainerFormat.UNKNOWN,
                to,
                () -> {
                    unknown.search(from, to, name, depth);
                    return to;
                });
    }

    private boolean isZip(long at, long to) throws IOException {
        int first = window.load(at, GzipFiles.SHORTEST, to);
        return first >= 0
                && (ZipFiles.isLocalHeader(window, first) || ZipFiles.isEnd(window, first));
    }

    /** Looks into the container that begins here, and answers where it ends; {@link #NOTHING} if there is none. */
    private long recognise(long at, long to, StreamName name, int depth) throws IOException {
        int first = window.load(at, (int) Math.min(TarFiles.BLOCK, to - at), to);
        if (first < 0 || to - at < GzipFiles.SHORTEST) {
            return NOTHING;
        }
        if (isZip(at, to)) {
            return attempt(ContainerFormat.ZIP, NOTHING, () -> zip.look(at, to, name, depth));
        }
        if (GzipFiles.isHeader(window, first)) {
            return attempt(ContainerFormat.GZIP, NOTHING, () -> gzip.look(at, to, name));
        }
        if (window.holds(first, PngFiles.magic())) {
            return attempt(ContainerFormat.PNG, NOTHING, () -> png.look(at, to, name));
        }
        if (window.holds(first, PdfFiles.magic())) {
            return attempt(ContainerFormat.PDF, NOTHING, () -> pdf.look(at, to, name));
        }
        if (window.holds(first, PostgresDumps.magic())) {
            return attempt(
                    ContainerFormat.POSTGRES_DUMP, NOTHING, () -> postgres.look(at, to, name));
        }
        if (to - at >= TarFiles.BLOCK && TarFiles.isHeader(window, first)) {
            return attempt(ContainerFormat.TAR, NOTHING, () -> tar.look(at, to, name, depth));
        }
        if (window.u8(first) == UnknownBytes.ZLIB && deflate.isZlib(at, to)) {
            found.addOpen(at + DeflateStart.ZLIB_HEADER, to, StreamKind.ZLIB, name);
            return depth == 0 ? NOTHING : to;
        }
        return NOTHING;
    }
}
