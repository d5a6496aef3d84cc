package io.deltaglider.delta.container;

import io.deltaglider.delta.Content;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Opens a range of the target: through the index where the file can be read at any position, in a forward pass where not. */
public final class RangeReader {
    private RangeReader() {}

    /**
     * The range must lie inside the target. Closing the stream closes neither content.
     *
     * @param start that has read the header of the file
     */
    public static InputStream open(
            Content file,
            DeltaReader start,
            Content reference,
            long offset,
            long length,
            Path temporaryFolder)
            throws IOException {
        FrameIndex index = FrameIndex.read(file, start.firstFrame(), start.header().targetSize());
        return new RangeStream(
                file, start.version(), index, reference, offset, length, temporaryFolder);
    }

    /** The range must lie inside the target. Closing the stream closes neither. */
    public static InputStream open(
            DeltaReader reader, Content reference, long offset, long length, Path temporaryFolder) {
        return new ForwardRangeStream(reader, reference, offset, length, temporaryFolder);
    }
}
