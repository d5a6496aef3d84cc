package io.deltaglider.delta.rebuild;

import java.io.IOException;

/** Takes what a stretch leaves over when the streams that lie in it whole are closed: pieces for the innermost stream that reaches beyond it, or for the target. */
public interface TiedSink extends PieceSink {
    /** A stream begins that goes on in the next stretch. */
    void begin(int stream) throws IOException;

    /** The innermost stream that is open ends: it began in a stretch before this one. */
    void end() throws IOException;
}
