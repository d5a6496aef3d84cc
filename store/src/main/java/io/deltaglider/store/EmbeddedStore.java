package io.deltaglider.store;

import io.deltaglider.store.folder.FolderBlobStore;
import io.deltaglider.store.folder.StoreInUseException;

import java.io.IOException;
import java.nio.file.Path;

/**
 * An {@code S3Client} over a folder of the local file system: object storage without a server, an account or a network. One process at a
 * time may have the folder open; within it any number of threads may use the store. {@code docs/store.md} specifies what is guaranteed.
 */
public final class EmbeddedStore extends BlobStoreS3Client {
    private final Path folder;

    private EmbeddedStore(FolderBlobStore store) {
        super(store);
        this.folder = store.path();
    }

    /**
     * Opens the store in a folder; makes one if the folder is empty or not there. {@link #close} lets others have it.
     *
     * @throws StoreInUseException if another process has it open, or this one
     * @throws IOException if the folder cannot be used, or holds something else
     */
    public static EmbeddedStore open(Path folder) throws IOException {
        return new EmbeddedStore(FolderBlobStore.open(folder));
    }

    /** Where the store is: an absolute path without symbolic links. */
    public Path folder() {
        return folder;
    }
}
