package io.deltaglider.store.folder;

import java.io.IOException;
import java.nio.file.Path;

/** The store folder is open already, in another process or in this one. */
public final class StoreInUseException extends IOException {
    private static final long serialVersionUID = 1L;

    StoreInUseException(Path folder, String holder) {
        super(
                "the store folder "
                        + folder
                        + " is in use by "
                        + holder
                        + "; wait until that has ended, or use another folder");
    }
}
