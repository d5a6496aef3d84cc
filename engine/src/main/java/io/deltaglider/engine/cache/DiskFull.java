package io.deltaglider.engine.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Tells a full disk from other failures; Java has no exception of its own for it. */
final class DiskFull {
    private DiskFull() {}

    /** The exception itself, or when it says that the disk is full, one that says where and what to do. */
    static IOException explain(IOException e, Path folder, long needed) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        boolean full =
                message.contains("no space left")
                        || message.contains("quota exceeded")
                        || message.contains("not enough space");
        return full
                ? new IOException(
                        "the disk of the cache folder "
                                + folder
                                + " is full: "
                                + needed
                                + " bytes are needed, "
                                + free(folder)
                                + " are free; make room, or set DELTAGLIDER_CACHE to a folder on"
                                + " another disk",
                        e)
                : e;
    }

    private static String free(Path folder) {
        try {
            return Long.toString(Files.getFileStore(folder).getUsableSpace());
        } catch (IOException e) {
            return "unknown";
        }
    }
}
