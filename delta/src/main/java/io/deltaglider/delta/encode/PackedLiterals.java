package io.deltaglider.delta.encode;

import io.deltaglider.delta.Effort;
import io.deltaglider.delta.container.PackedLiteralsWriter;
import io.deltaglider.delta.work.Workers;

import java.io.Closeable;
import java.util.Objects;
import java.util.concurrent.Future;

/** Codes the unpacked form of stretches one after the other, beside what else there is to do for them. Not safe for use by several threads. */
public final class PackedLiterals implements Closeable {
    /** One thread of its own: each piece goes on from the one before, and those who code stretches are never idle. */
    private final Workers thread = new Workers(1, "delta-literals");

    private final PackedLiteralsWriter writer;

    /**
     * @param total bytes that there will be, about
     */
    public PackedLiterals(Effort effort, long total) {
        writer = new PackedLiteralsWriter(effort, total);
    }

    /** Begins to code the unpacked form of the next stretch, which is a packed one. */
    public Future<byte[]> code(CodedStretch stretch) {
        byte[] unpacked = Objects.requireNonNull(stretch.unpacked());
        return thread.submit(() -> writer.write(unpacked));
    }

    @Override
    public void close() {
        thread.close();
        writer.close();
    }
}
