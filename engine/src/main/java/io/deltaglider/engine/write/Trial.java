package io.deltaglider.engine.write;

import io.deltaglider.delta.DeltaHeader;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.progress.WorkListener;
import io.deltaglider.engine.reference.CachedReferenceContent;
import io.deltaglider.engine.spool.Spool;

import java.io.Closeable;
import java.io.IOException;

/** An object encoded against a reference, not yet checked. Closing it gives back both. */
record Trial(ReferenceKey reference, CachedReferenceContent content, DeltaHeader header, Spool file)
        implements Closeable {
    /** Decodes the delta file and compares. */
    void prove(Target target) throws IOException {
        DeltaMaker.prove(file, content.content(), header, WorkListener.of(target.request()));
    }

    /** Gives back the reference alone: the delta file has a new owner. */
    void release() throws IOException {
        content.close();
    }

    @Override
    public void close() throws IOException {
        try {
            content.close();
        } finally {
            file.close();
        }
    }
}
