package io.deltaglider.engine.cache;

import io.deltaglider.engine.failure.Reason;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.exception.SdkClientException;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The cache folder, or a temporary one in its place where that cannot be written: what has to be on disk for a while is there,
 * and nothing is kept for the next process.
 */
public final class UsableFolder implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(UsableFolder.class);

    private final Path folder;
    private final ReferenceCache references;
    private final boolean temporary;

    private UsableFolder(Path folder, ReferenceCache references, boolean temporary) {
        this.folder = folder;
        this.references = references;
        this.temporary = temporary;
    }

    /**
     * Opens the folder with its reference cache, or warns and opens another one.
     *
     * @param maxBytes of the reference cache
     * @throws SdkClientException when the system's temporary folder cannot be written either
     */
    public static UsableFolder open(Path folder, long maxBytes) {
        IOException failure;
        try {
            return new UsableFolder(folder, references(folder, maxBytes), false);
        } catch (IOException e) {
            failure = e;
        }
        try {
            Path other = Files.createTempDirectory("deltaglider-");
            LOG.warn("{}; working without a cache", Reason.of(failure));
            return new UsableFolder(other, references(other, maxBytes), true);
        } catch (IOException e) {
            failure.addSuppressed(e);
            throw SdkClientException.create(
                    "cannot write to the cache folder "
                            + folder
                            + ", nor to the temporary folder "
                            + System.getProperty("java.io.tmpdir")
                            + ": "
                            + Reason.of(e)
                            + "; set DELTAGLIDER_CACHE to a folder that can be written",
                    failure);
        }
    }

    private static ReferenceCache references(Path folder, long maxBytes) throws IOException {
        return new ReferenceCache(folder.resolve("references"), maxBytes);
    }

    /** Where files may be written. */
    public Path folder() {
        return folder;
    }

    /** Closed by whoever uses it. */
    public ReferenceCache references() {
        return references;
    }

    /** Removes the folder if it is a temporary one. */
    @Override
    public void close() {
        if (temporary) {
            try {
                PrivateFolders.delete(folder);
            } catch (IOException e) {
                LOG.debug("cannot remove the temporary folder {}", folder, e);
            }
        }
    }
}
