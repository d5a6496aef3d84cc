package io.deltaglider.delta.sketch;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.archive.ArchiveLimits;
import io.deltaglider.delta.archive.ArchiveScanner;
import io.deltaglider.delta.archive.PackedStreams;
import io.deltaglider.delta.archive.StreamKind;
import io.deltaglider.delta.archive.StreamName;
import io.deltaglider.delta.scratch.Scratch;
import io.deltaglider.delta.scratch.ScratchFullException;
import io.deltaglider.delta.scratch.ScratchSpace;
import io.deltaglider.delta.stream.StreamForm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Makes the sketch of a content: of what is in it when archives are unpacked, one inside the other, so that two archives of
 * nearly the same files look alike whatever became of their compressed bytes. The same content has the same sketch on every machine.
 *
 * <p>Made to cost little beside an encoding. Of an entry of a zip file its directory says the CRC-32 and length, which tell
 * whether it is the same without inflating it; only long entries, and one in {@value #OPENED_OF_SHORT} of the short ones, are
 * inflated to see what in them is. Memory is bounded: archives inside archives are unpacked into scratch space, up to a limit.
 */
public final class Sketcher {
    /** Entries of at least so many bytes are inflated: a small change inside must not make all of it another thing. */
    private static final long LONG_ENTRY = 16 << 10;

    /** One in so many shorter ones is inflated as well; their names choose. */
    private static final int OPENED_OF_SHORT = 16;

    /** Bytes that are inflated for one sketch, for each byte of the content; the rest counts as the packed bytes that it is. */
    private static final long MAX_EXPANSION = 64;

    private static final long FREE_EXPANSION = 64L << 20;

    /** Inflated bytes that are kept to be searched for archives in turn, at one depth. */
    private static final long MAX_KEPT = 1L << 30;

    /** Archives in archives that are opened. */
    private static final int MAX_DEPTH = 4;

    /** Bytes that are searched where no structure leads on: enough for the comment of a zip file. */
    private static final long SEARCHED = 1 << 17;

    private static final int BUFFER = 64 << 10;

    /** Plain bytes from which several threads share the work; the result is the same. */
    private static final long PARALLEL = 4L << 20;

    private static final int MAX_THREADS = 4;

    /** First bytes that tell whether there may be an archive; a tar file's are at 257. */
    private static final int TOLD_BY = 264;

    private final ArchiveScanner scanner =
            new ArchiveScanner(new ArchiveLimits(1 << 20, 4, 4096, SEARCHED));
    private final Minima minima = new Minima();
    private final ScratchSpace scratch;
    private final Inflater inflater;
    private final byte[] packed = new byte[BUFFER];
    private final byte[] unpacked = new byte[BUFFER];
    private long mayInflate;

    private Sketcher(ScratchSpace scratch, Inflater inflater, long mayInflate) {
        this.mayInflate = mayInflate;
        this.scratch = scratch;
        this.inflater = inflater;
    }

    /** The sketch of a content. Any bytes are allowed. */
    public static Sketch of(Content content) throws IOException {
        return of(content, ScratchSpace.systemFolder());
    }

    /**
     * As above.
     *
     * @param temporaryFolder takes archives from inside of archives that do not fit into memory; where there is no room for one, it counts as
     *     the packed bytes that it is
     */
    public static Sketch of(Content content, Path temporaryFolder) throws IOException {
        Inflater inflater = new Inflater(true);
        try (ScratchSpace scratch = ScratchSpace.sparing(temporaryFolder)) {
            Sketcher sketcher =
                    new Sketcher(
                            scratch, inflater, FREE_EXPANSION + MAX_EXPANSION * content.size());
            sketcher.look(content, 0, content.size(), 0, sketcher.minima);
            return sketcher.minima.sketch();
        } finally {
            inflater.end();
        }
    }

    private void look(Content content, long from, long to, int depth, Minima into)
            throws IOException {
        PackedStreams streams =
                scanner.scan(content, from, to, StreamName.ROOT, Sketcher::isSearched);
        long plain = from;
        int stream = 0;
        while (stream < streams.count()) {
            long position = streams.position(stream);
            long end = 0;
            if (position >= plain && streams.kind(stream) != StreamKind.CANDIDATE) {
                end = stream(content, streams, stream, depth, into);
            }
            if (end > position) {
                shingle(content, plain, position, into);
                plain = end;
                PackedStreams more = scanner.next(content, streams, stream, end);
                if (more.count() > 0) {
                    streams = more;
                    stream = 0;
                    continue;
                }
            }
            stream++;
        }
        shingle(content, plain, to, into);
    }

    /** Sketches of one content are compared over years: what is searched for them must stay as it was at first. */
    private static boolean isSearched(long from, long to, StreamName name, int depth) {
        return depth == 0;
    }

    /** Takes a stream into account. Returns where it ends, or 0 if it is to be taken as the plain bytes that it consists of. */
    private long stream(Content content, PackedStreams streams, int stream, int depth, Minima into)
            throws IOException {
        long checksum = streams.checksum(stream);
        long length = checksum & 0xFFFF_FFFFL;
        long position = streams.position(stream);
        long packedLength = streams.packedLength(stream);
        boolean named = packedLength >= 0 && checksum != 0;
        if (named && length < LONG_ENTRY && !isSample(streams.patternHash(stream))) {
            into.add(checksum, features(length));
            return position + packedLength;
        }
        if (mayInflate <= 0 || streams.kind(stream).form() != StreamForm.DEFLATE) {
            if (named) {
                into.add(checksum, features(length));
                return position + packedLength;
            }
            return 0;
        }
        Minima inside = new Minima();
        long end = inflate(content, position, streams.limit(stream), depth, inside);
        if (end > 0) {
            into.addAll(inside);
            return packedLength >= 0 ? position + packedLength : end;
        }
        return 0;
    }

    private static long features(long length) {
        return Math.max(1, length / Shingles.SPACING);
    }

    private static boolean isSample(long name) {
        return Long.remainderUnsigned(Minima.mix(name), OPENED_OF_SHORT) == 0;
    }

    /** Inflates a stream and takes what comes out. Returns where it ends in the content; 0 if it is none. */
    private long inflate(Content content, long from, long limit, int depth, Minima into)
            throws IOException {
        inflater.reset();
        Shingles shingles = new Shingles(into);
        Scratch kept = null;
        boolean first = true;
        long at = from;
        try {
            while (!inflater.finished()) {
                if (inflater.needsInput()) {
                    int n = (int) Math.min(BUFFER, limit - at);
                    if (n == 0) {
                        return 0;
                    }
                    content.read(at, packed, 0, n);
                    inflater.setInput(packed, 0, n);
                    at += n;
                }
                int n = fill();
                if (n == 0 && inflater.needsDictionary()) {
                    return 0;
                }
                mayInflate -= n;
                if (mayInflate < 0) {
                    return 0;
                }
                if (first && depth < MAX_DEPTH && mayBeArchive(unpacked, n)) {
                    kept = scratch.create();
                }
                first = false;
                if (kept != null && kept.size() + n <= MAX_KEPT) {
                    kept.append(unpacked, 0, n);
                } else {
                    shingles.add(unpacked, 0, n);
                }
            }
        } catch (DataFormatException | ScratchFullException notToBeLookedInto) {
            return 0;
        }
        long end = at - inflater.getRemaining();
        if (kept != null) {
            // The inflater is free again: what was kept may use it for the streams inside.
            look(kept, 0, kept.size(), depth + 1, into);
            kept.truncate(0);
        }
        return end;
    }

    /** Fills the buffer as far as the input at hand goes, so that the first bytes of a stream are there to be looked at. */
    private int fill() throws DataFormatException {
        int n = 0;
        while (n < BUFFER) {
            int more = inflater.inflate(unpacked, n, BUFFER - n);
            if (more == 0) {
                break;
            }
            n += more;
        }
        return n;
    }

    private static boolean mayBeArchive(byte[] bytes, int length) {
        if (length < 22) {
            return false;
        }
        boolean zip = bytes[0] == 'P' && bytes[1] == 'K';
        boolean gzip = (bytes[0] & 0xFF) == 0x1F && (bytes[1] & 0xFF) == 0x8B;
        boolean tar =
                length >= TOLD_BY
                        && bytes[257] == 'u'
                        && bytes[258] == 's'
                        && bytes[259] == 't'
                        && bytes[260] == 'a'
                        && bytes[261] == 'r';
        return zip || gzip || tar;
    }

    private void shingle(Content content, long from, long to, Minima into) throws IOException {
        if (to - from < PARALLEL) {
            shingle(content, from, to, unpacked, into);
            return;
        }
        int parts = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MAX_THREADS);
        long step = Math.ceilDiv(to - from, parts);
        List<FutureTask<Minima>> tasks = new ArrayList<>();
        for (long start = from; start < to; start += step) {
            // A part begins with the bytes that its first feature reaches back to.
            long first = Math.max(from, start - (Shingles.WIDTH - 1));
            long end = Math.min(to, start + step);
            FutureTask<Minima> task =
                    new FutureTask<>(() -> {
                        Minima part = new Minima();
                        shingle(content, first, end, new byte[BUFFER], part);
                        return part;
                    });
            Thread.ofPlatform().daemon().name("sketch").start(task);
            tasks.add(task);
        }
        IOException failure = null;
        for (FutureTask<Minima> task : tasks) {
            try {
                into.addAll(result(task));
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static void shingle(Content content, long from, long to, byte[] buffer, Minima into)
            throws IOException {
        Shingles shingles = new Shingles(into);
        for (long at = from; at < to; at += buffer.length) {
            int n = (int) Math.min(buffer.length, to - at);
            content.read(at, buffer, 0, n);
            shingles.add(buffer, 0, n);
        }
    }

    /** Waits whatever comes: the content must not be closed while others read it. */
    private static Minima result(FutureTask<Minima> task) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IOException("cannot read the content to be sketched", e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
