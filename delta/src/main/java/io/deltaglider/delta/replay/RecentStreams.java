package io.deltaglider.delta.replay;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/** Keeps the streams of the reference that were asked for last, with what their cursors have read. Not safe for use by several threads. */
public final class RecentStreams implements ReferenceTokens {
    private static final int KEPT = 32;

    private final ReferenceTokens tokens;
    private final @Nullable ReferenceStream[] recent = new ReferenceStream[KEPT];

    public RecentStreams(ReferenceTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public @Nullable ReferenceStream at(long address) throws IOException {
        for (int i = 0; i < KEPT; i++) {
            ReferenceStream stream = recent[i];
            if (stream == null) {
                break;
            }
            if (address >= stream.start() && address < stream.end()) {
                moveToFront(i, stream);
                return stream;
            }
        }
        ReferenceStream found = tokens.at(address);
        if (found != null) {
            moveToFront(KEPT - 1, found);
        }
        return found;
    }

    @Override
    public int shortestCover() {
        return tokens.shortestCover();
    }

    private void moveToFront(int from, ReferenceStream stream) {
        System.arraycopy(recent, 0, recent, 1, from);
        recent[0] = stream;
    }
}
