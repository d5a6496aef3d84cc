package io.deltaglider.engine.write;

import io.deltaglider.delta.RestartableOutput;
import io.deltaglider.engine.spool.Spool;
import io.deltaglider.engine.spool.SpoolWriter;
import io.deltaglider.engine.spool.WorkFolder;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/** A spool that can be written anew from its beginning. For one thread. */
final class RestartableSpool implements RestartableOutput, Closeable {
    private final WorkFolder folder;
    private SpoolWriter writer;

    RestartableSpool(WorkFolder folder) {
        this.folder = folder;
        this.writer = new SpoolWriter(folder, false);
    }

    @Override
    public OutputStream begin() throws IOException {
        if (writer.size() > 0) {
            writer.close();
            writer = new SpoolWriter(folder, false);
        }
        return writer;
    }

    /** Ends the writing. */
    Spool finish() throws IOException {
        return writer.finish();
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
