package io.deltaglider.delta;

import io.deltaglider.delta.DeltaHeader.ReferenceId;
import io.deltaglider.delta.container.DeltaReader;
import io.deltaglider.delta.container.Format;
import io.deltaglider.delta.container.RangeReader;
import io.deltaglider.delta.container.TargetStream;
import io.deltaglider.delta.scratch.ScratchSpace;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A delta file being read, from a stream (one forward pass, nothing is kept) or from {@link Content}. Memory is bounded
 * whatever the size of file, reference and target. Not safe for use by several threads at once.
 */
public final class DeltaFile implements Closeable {
    /** How many first bytes {@link #isDelta} needs. */
    public static final int MAGIC_LENGTH = Format.MAGIC_LENGTH;

    private final DeltaReader reader;
    private final @Nullable Content file;
    private Path temporaryFolder = ScratchSpace.systemFolder();
    private boolean used;

    private DeltaFile(DeltaReader reader, @Nullable Content file) {
        this.reader = reader;
        this.file = file;
    }

    /** Whether these first bytes (fewer than {@link #MAGIC_LENGTH} if there are no more) begin a delta file of any version. */
    public static boolean isDelta(byte[] firstBytes) {
        return Format.hasMagic(firstBytes);
    }

    /**
     * Reads and checks the header; the rest is read by the streams below. Closing this closes the stream. When this
     * fails, the stream is the caller's to close.
     *
     * @throws CorruptDeltaException if this is no delta file, its header is damaged, or it needs a newer program
     */
    public static DeltaFile open(InputStream in) throws IOException {
        return new DeltaFile(reader(in), null);
    }

    /**
     * As above, with random access through the index at the end: a range then touches only the frames that it needs.
     * Closing this does not close the content.
     */
    public static DeltaFile open(Content file) throws IOException {
        return new DeltaFile(reader(new ContentStream(file)), file);
    }

    private static DeltaReader reader(InputStream in) throws IOException {
        try {
            return new DeltaReader(in);
        } catch (RuntimeException e) {
            throw new CorruptDeltaException("damaged delta file: its header is inconsistent", e);
        }
    }

    /**
     * Where to put what of the reference has to be unpacked and does not fit into memory, from the next {@link #target} or {@link
     * #range} on; the folder that {@code java.io.tmpdir} names, if this is not called. The files have no names left where the system
     * allows that, and are gone when the stream is closed. A stream that finds no room there fails with a message that names the folder.
     *
     * @param folder is made when the first file is, if it is not there
     * @return this
     */
    public DeltaFile withTemporaryFolder(Path folder) {
        temporaryFolder = folder;
        return this;
    }

    public DeltaHeader header() {
        return reader.header();
    }

    /**
     * The whole target. Its last bytes are released only after the SHA-256 of all of them has matched the header's:
     * until then the stream throws {@link CorruptDeltaException} instead of ending. May be called once for a file opened
     * from a stream. Closing the stream does not close {@code reference}.
     *
     * @param reference its size is compared at once with the one in the header; that it is the right one otherwise
     *     shows in the checksums of frames and target
     * @throws CorruptDeltaException if the reference has not the size that the header says
     * @throws IllegalStateException if the stream that this was opened from is used already
     */
    public InputStream target(Content reference) throws IOException {
        checkReference(reference);
        if (file != null) {
            DeltaReader fresh = new DeltaReader(new ContentStream(file));
            return new TargetStream(fresh, reference, true, temporaryFolder);
        }
        use();
        return new TargetStream(reader, reference, false, temporaryFolder);
    }

    /**
     * {@code length} bytes of the target from {@code offset} on; every frame touched is checked by its own checksum.
     * As {@link #target} otherwise.
     *
     * @throws IndexOutOfBoundsException if the range is not inside the target
     */
    public InputStream range(Content reference, long offset, long length) throws IOException {
        Objects.checkFromIndexSize(offset, length, header().targetSize());
        checkReference(reference);
        if (file != null) {
            return RangeReader.open(file, reader, reference, offset, length, temporaryFolder);
        }
        use();
        return RangeReader.open(reader, reference, offset, length, temporaryFolder);
    }

    private void use() {
        if (used) {
            throw new IllegalStateException(
                    "a delta file that was opened from a stream can be read once");
        }
        used = true;
    }

    private void checkReference(Content reference) throws CorruptDeltaException {
        long expected = header().reference().map(ReferenceId::size).orElse(0L);
        if (reference.size() != expected) {
            throw new CorruptDeltaException(
                    "the delta file was made against a reference of "
                            + expected
                            + " bytes"
                            + header().reference()
                                    .map(r -> " (SHA-256 " + r.sha256() + ")")
                                    .orElse("")
                            + "; the one given has "
                            + reference.size());
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
