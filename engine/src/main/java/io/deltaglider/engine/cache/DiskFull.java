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
        return is(e)
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

    /** Whether a failure says that the disk is full, or one that led to it. */
    static boolean is(IOException e) {
        for (Throwable each = e; each != null; each = each.getCause()) {
            String message = String.valueOf(each.getMessage()).toLowerCase(Locale.ROOT);
            if (message.contains("no space left")
                    || message.contains("quota exceeded")
                    || message.contains("not enough space")) {
                return true;
            }
        }
        return false;
    }

    private static String free(Path folder) {
        try {
            return Long.toString(Files.getFileStore(folder).getUsableSpace());
        } catch (IOException e) {
            return "unknown";
        }
    }
}
