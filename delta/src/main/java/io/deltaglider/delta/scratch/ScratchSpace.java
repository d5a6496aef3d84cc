package io.deltaglider.delta.scratch;

import io.deltaglider.delta.work.HeapBudget;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives out room for unpacked bytes: chunks of memory until a budget is used up or the process has no more to spare, then files that vanish when this is
 * closed. Safe for use by many threads.
 */
public final class ScratchSpace implements Closeable {
    private static final long SMALLEST_BUDGET = 8L << 20;
    private static final long LARGEST_BUDGET = 96L << 20;

    private final Path folder;
    private final List<FileChannel> files = new ArrayList<>();
    private long memoryLeft;
    private long memoryTaken;
    private final boolean isSparing;
    private long diskLeft = -1;
    private boolean closed;

    /** In {@link #systemFolder}, with a budget of a sixth of the largest heap, between 8 and 96 MiB. */
    public ScratchSpace() {
        this(systemFolder());
    }

    /**
     * As above, with the files in another folder.
     *
     * @param folder is made when the first file is, if it is not there
     */
    public ScratchSpace(Path folder) {
        this(folder, memory(), false);
    }

    /**
     * @param memory bytes that all contents together may take on the heap
     * @param isSparing whether the files leave half of what was free on their volume when the first was made
     */
    public ScratchSpace(Path folder, long memory, boolean isSparing) {
        this.folder = folder;
        this.memoryLeft = memory;
        this.isSparing = isSparing;
    }

    /** For what is only of use: its files leave half of what was free on their volume when the first was made. */
    public static ScratchSpace sparing(Path folder) {
        return new ScratchSpace(folder, memory(), true);
    }

    /** Room of its own in the same folder, to be closed by itself, on the same terms. */
    public ScratchSpace beside(long memory) {
        return new ScratchSpace(folder, memory, isSparing);
    }

    private static long memory() {
        return Math.clamp(Runtime.getRuntime().maxMemory() / 6, SMALLEST_BUDGET, LARGEST_BUDGET);
    }

    /** The folder that {@code java.io.tmpdir} names. */
    public static Path systemFolder() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** An empty content to be appended to. */
    public Scratch create() {
        return new Scratch(this);
    }

    /** Whether a chunk of so many bytes may be taken from the heap; counts it as taken if so. */
    synchronized boolean takeMemory(int bytes) {
        if (closed || memoryLeft < bytes || !HeapBudget.process().tryTake(bytes)) {
            return false;
        }
        memoryLeft -= bytes;
        memoryTaken += bytes;
        return true;
    }

    /** A file that no name leads to once it is closed. */
    synchronized FileChannel file() throws IOException {
        if (closed) {
            throw new IOException("the scratch space was closed");
        }
        try {
            Files.createDirectories(folder);
            Path path = Files.createTempFile(folder, "spool-unpacked-", ".tmp");
            FileChannel channel =
                    FileChannel.open(
                            path,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.DELETE_ON_CLOSE);
            files.add(channel);
            return channel;
        } catch (IOException e) {
            throw full(e);
        }
    }

    /** Counts bytes of a file as taken. */
    synchronized void takeDisk(long bytes) throws ScratchFullException {
        if (diskLeft < 0) {
            diskLeft = isSparing ? usable() / 2 : Long.MAX_VALUE;
        }
        if (diskLeft < bytes) {
            throw new ScratchFullException(
                    "the temporary files in "
                            + folder
                            + " would take more than half of what is free there: free some space,"
                            + " or choose another folder",
                    null);
        }
        diskLeft -= bytes;
    }

    private long usable() {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            // Some volumes do not tell: writing will.
            return Long.MAX_VALUE;
        }
    }

    /** What is to be said when a file cannot be made or written. */
    ScratchFullException full(IOException cause) {
        return new ScratchFullException(
                "cannot write a temporary file in "
                        + folder
                        + ": "
                        + cause.getMessage()
                        + "; free some space there, or choose another folder",
                cause);
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        HeapBudget.process().giveBack(memoryTaken);
        memoryTaken = 0;
        IOException failure = null;
        for (FileChannel file : files) {
            try {
                file.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        files.clear();
        if (failure != null) {
            throw failure;
        }
    }
}
