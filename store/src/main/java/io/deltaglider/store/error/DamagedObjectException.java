package io.deltaglider.store.error;

import java.io.IOException;
import java.nio.file.Path;

/** A file where an object should be is not what the store wrote there. */
public final class DamagedObjectException extends IOException {
    private static final long serialVersionUID = 1L;

    public DamagedObjectException(Path file, String reason) {
        super(
                "the object's file is damaged: "
                        + reason
                        + " ("
                        + file
                        + "); restore that file from a backup, or delete the object");
    }
}
