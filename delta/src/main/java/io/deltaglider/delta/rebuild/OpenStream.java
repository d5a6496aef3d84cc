package io.deltaglider.delta.rebuild;

import java.io.IOException;

/** A deflate stream whose content is coming in. What becomes of it goes to the sink that it was made with. */
public interface OpenStream extends PieceSink {
    /** Tells that the content is complete. */
    void end() throws IOException;
}
