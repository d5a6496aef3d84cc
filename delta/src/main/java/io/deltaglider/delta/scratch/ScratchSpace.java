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

    private final List<FileChannel> files = new ArrayList<>();
    private long memoryLeft;
    private long memoryTaken;
    private boolean closed;

    /** With a budget of a sixth of the largest heap, between 8 and 96 MiB. */
    public ScratchSpace() {
        this(Math.clamp(Runtime.getRuntime().maxMemory() / 6, SMALLEST_BUDGET, LARGEST_BUDGET));
    }

    /**
     * @param memory bytes that all contents together may take on the heap
     */
    public ScratchSpace(long memory) {
        this.memoryLeft = memory;
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
        Path path = Files.createTempFile("deltaglider-", ".unpacked");
        FileChannel channel =
                FileChannel.open(
                        path,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE);
        files.add(channel);
        return channel;
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
