package io.deltaglider.store;

import io.deltaglider.store.error.S3Errors;
import io.deltaglider.store.folder.FolderBlobStore;
import io.deltaglider.store.folder.StoreInUseException;

import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.model.S3Request;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * An {@code S3Client} over a folder of the local file system: object storage without a server, an account or a network. One process at a
 * time may have the folder open; within it any number of threads may use the store. {@code docs/store.md} specifies what is guaranteed.
 *
 * <p>Requests that the store has no means for (versioning, policies, encryption ...) are answered as by an S3 server that lacks them: an
 * {@code S3Exception} with status 501 and code {@code NotImplemented}.
 */
public final class EmbeddedStore extends DelegatingS3Client {
    private static final String DEFAULT_METHODS = "software.amazon.awssdk.services.s3.S3Client";

    private final Path folder;

    private EmbeddedStore(Path folder, FolderBlobStore store) {
        super(new BlobStoreS3Client(store));
        this.folder = folder;
    }

    /**
     * Opens the store in a folder; makes one if the folder is empty or not there. {@link #close} lets others have it.
     *
     * @throws StoreInUseException if another process has it open, or this one
     * @throws IOException if the folder cannot be used, or holds something else
     */
    public static EmbeddedStore open(Path folder) throws IOException {
        FolderBlobStore store = FolderBlobStore.open(folder);
        return new EmbeddedStore(store.path(), store);
    }

    /** Where the store is: an absolute path without symbolic links. */
    public Path folder() {
        return folder;
    }

    @Override
    protected <T extends S3Request, R> R invokeOperation(T request, Function<T, R> operation) {
        try {
            return Answers.complete(operation.apply(request));
        } catch (UnsupportedOperationException e) {
            StackTraceElement[] trace = e.getStackTrace();
            if (trace.length > 0 && trace[0].getClassName().equals(DEFAULT_METHODS)) {
                throw S3Errors.notImplemented(
                        "the embedded store does not have the operation '"
                                + trace[0].getMethodName()
                                + "'; it needs an S3 server");
            }
            throw e;
        }
    }
}
