package io.deltaglider.delta.opening;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.archive.PackedStreams;
import io.deltaglider.delta.deflate.ContentReader;
import io.deltaglider.delta.deflate.DamagedStreamException;
import io.deltaglider.delta.scratch.Scratch;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** What streams begin with, one behind the other, to be compared with something. Not safe for use by several threads. */
final class Heads {
    private static final int BUFFER = 16 << 10;

    /** A stream among many is looked at as far as this; one among few further. */
    private static final int ENOUGH = 64 << 10;

    private final List<Integer> streams;
    private final Scratch content;
    private final long[] starts;
    private final boolean[] isCut;

    /** Inflates the first bytes of streams. Where there turns out to be none, there are no bytes. */
    Heads(Content source, PackedStreams all, List<Integer> streams, Scratch content, long room)
            throws IOException {
        this.streams = streams;
        this.content = content;
        this.starts = new long[streams.size() + 1];
        this.isCut = new boolean[streams.size()];
        byte[] buffer = new byte[BUFFER];
        long each = Math.max(ENOUGH, room / Math.max(1, streams.size()));
        for (int i = 0; i < streams.size(); i++) {
            starts[i] = content.size();
            if (content.size() < room) {
                isCut[i] = inflate(open(source, all, streams.get(i)), each, buffer);
            } else {
                isCut[i] = true;
            }
        }
        starts[streams.size()] = content.size();
    }

    static ContentReader open(Content source, PackedStreams streams, int stream)
            throws IOException {
        return streams.kind(stream)
                .form()
                .read(source, streams.position(stream), streams.limit(stream), null);
    }

    /** Returns whether there is more. */
    private boolean inflate(ContentReader reader, long most, byte[] buffer) throws IOException {
        long start = content.size();
        try {
            while (content.size() - start < most) {
                int n = reader.read(buffer, 0, BUFFER);
                if (n < 0) {
                    return false;
                }
                content.append(buffer, 0, n);
            }
            return true;
        } catch (DamagedStreamException noStream) {
            content.truncate(start);
            return false;
        }
    }

    Content content() {
        return content;
    }

    int count() {
        return streams.size();
    }

    int stream(int head) {
        return streams.get(head);
    }

    long start(int head) {
        return starts[head];
    }

    long length(int head) {
        return starts[head + 1] - starts[head];
    }

    /** Whether the stream goes on behind what is here. */
    boolean isCut(int head) {
        return isCut[head];
    }

    /** The head that a byte of {@link #content} belongs to. */
    int at(long position) {
        int found = Arrays.binarySearch(starts, position);
        int head = found >= 0 ? found : -found - 2;
        while (head + 1 < streams.size() && starts[head + 1] == position) {
            head++;
        }
        return head;
    }
}
