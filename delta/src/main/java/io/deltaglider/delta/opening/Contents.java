package io.deltaglider.delta.opening;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.archive.ArchiveScanner;
import io.deltaglider.delta.archive.PackedStreams;
import io.deltaglider.delta.archive.StreamName;
import io.deltaglider.delta.deflate.Checkpoints;
import io.deltaglider.delta.deflate.ContentReader;
import io.deltaglider.delta.deflate.DamagedStreamException;
import io.deltaglider.delta.scratch.Scratch;
import io.deltaglider.delta.scratch.ScratchFullException;
import io.deltaglider.delta.stream.StreamForm;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Inflates streams of one content, one behind the other. Not safe for use by several threads. */
final class Contents {
    private static final int BUFFER = 64 << 10;

    /** Streams with less content than this are not worth what it takes to open them. */
    private static final int SMALLEST = 16;

    private final Content source;
    private final ArchiveScanner scanner;
    private final Scratch content;
    private final Budget budget;
    private final boolean areTokensRead;
    private final byte[] buffer = new byte[BUFFER];
    private final List<Opened> opened = new ArrayList<>();
    private int inflated;

    /**
     * A stream that was inflated.
     *
     * @param length bytes of its content
     * @param checkpoints of its tokens, where they will be read from there; null otherwise
     */
    record Opened(
            long position,
            long packedLength,
            long length,
            StreamForm form,
            StreamName name,
            @Nullable Checkpoints checkpoints) {}

    /**
     * @param budget once it is used up, streams stay closed
     * @param areTokensRead whether tokens of the streams will be read from places in them
     */
    Contents(
            Content source,
            ArchiveScanner scanner,
            Scratch content,
            Budget budget,
            boolean areTokensRead) {
        this.areTokensRead = areTokensRead;
        this.source = source;
        this.scanner = scanner;
        this.content = content;
        this.budget = budget;
    }

    /** What the streams opened so far hold. */
    Scratch content() {
        return content;
    }

    List<Opened> opened() {
        return opened;
    }

    /** The contents in {@link #content}, one for each stream. */
    List<Unit> units() {
        List<Unit> units = new ArrayList<>(opened.size());
        long start = 0;
        for (Opened each : opened) {
            units.add(new Unit(start, start + each.length(), each.name()));
            start += each.length();
        }
        return units;
    }

    /** Streams that were inflated, those that turned out to be none included. */
    int inflated() {
        return inflated;
    }

    /**
     * Opens the chosen streams in the order given, and the members that follow them.
     *
     * @param inOrder whether streams that begin before the end of the one opened last are left out
     * @return whether any could be opened
     */
    boolean openAll(Choice.Selection selection, boolean inOrder) throws IOException {
        long end = 0;
        for (int stream : selection.chosen()) {
            if (budget.isUsedUp()) {
                break;
            }
            if (!inOrder || selection.streams().position(stream) >= end) {
                end = Math.max(end, openGroup(selection.streams(), stream));
            }
        }
        return !opened.isEmpty();
    }

    /** Opens a stream and what follows it; returns where the last of them ends. */
    private long openGroup(PackedStreams first, int index) throws IOException {
        PackedStreams streams = first;
        int stream = index;
        long end = 0;
        while (true) {
            long before = end;
            if (streams.position(stream) >= end) {
                end = open(streams, stream);
            }
            if (end <= before) {
                return before;
            }
            PackedStreams next = scanner.next(source, streams, stream, end);
            if (next.count() == 0) {
                return end;
            }
            streams = next;
            stream = 0;
        }
    }

    /** Returns where the stream ends, 0 if it could not be opened. */
    private long open(PackedStreams streams, int stream) throws IOException {
        inflated++;
        long start = content.size();
        long position = streams.position(stream);
        Checkpoints checkpoints = areTokensRead ? new Checkpoints() : null;
        StreamForm form = streams.kind(stream).form();
        ContentReader reader = form.read(source, position, streams.limit(stream), checkpoints);
        try {
            for (int n = reader.read(buffer, 0, BUFFER);
                    n >= 0;
                    n = reader.read(buffer, 0, BUFFER)) {
                if (!budget.take(n)) {
                    content.truncate(start);
                    return 0;
                }
                content.append(buffer, 0, n);
            }
        } catch (DamagedStreamException | RuntimeException | StackOverflowError e) {
            // Damaged, or more than the reader can do: either way it stays as it is.
            content.truncate(start);
            return 0;
        } catch (ScratchFullException e) {
            budget.useUp();
            content.truncate(start);
            return 0;
        }
        long length = content.size() - start;
        if (length < SMALLEST) {
            content.truncate(start);
            return 0;
        }
        long packedLength = reader.packedLength();
        StreamName name = streams.name(stream);
        opened.add(new Opened(position, packedLength, length, form, name, checkpoints));
        return position + packedLength;
    }
}
