package io.deltaglider.engine.reference;

import io.deltaglider.engine.backend.Caller;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.reference.Download.Downloaded;
import io.deltaglider.engine.spool.WorkFolder;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * References that are on their way here all at once, although they are needed one after the other: so a cold read takes two round trips
 * to the store, however many references there are. What fails on the way is asked for again by whoever needs it.
 *
 * <p>Not thread-safe: it belongs to one read. Closing it ends what is on its way, and deletes what nobody has taken.
 */
final class Prefetch implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Prefetch.class);

    /** Brings nothing. */
    static final Prefetch NONE = new Prefetch();

    private final @Nullable Download download;
    private final @Nullable WorkFolder folder;
    private final Map<ReferenceKey, Coming> coming = new HashMap<>();
    private @Nullable ExecutorService threads;

    private record Coming(Path file, Future<Optional<Downloaded>> download) {}

    private Prefetch() {
        this.download = null;
        this.folder = null;
    }

    Prefetch(S3Client backend, WorkFolder folder, Caller caller, String bucket) {
        this.download = new Download(backend, caller, bucket);
        this.folder = folder;
    }

    /** Asks for all of them. */
    void begin(List<ReferenceKey> references) {
        if (references.isEmpty() || download == null || folder == null) {
            return;
        }
        threads = Executors.newVirtualThreadPerTaskExecutor();
        Download from = download;
        try {
            for (ReferenceKey each : references) {
                Path file = folder.newFile();
                coming.put(each, new Coming(file, threads.submit(() -> from.to(each, file))));
            }
        } catch (IOException full) {
            LOG.debug("references are fetched one after the other", full);
        }
    }

    /**
     * Waits for a reference, and moves it to a file.
     *
     * @return empty when it was not asked for, or did not come
     */
    Optional<Downloaded> take(ReferenceKey reference, Path to) throws IOException {
        Coming one = coming.remove(reference);
        if (one == null || folder == null) {
            return Optional.empty();
        }
        try {
            Optional<Downloaded> downloaded = one.download().get();
            if (downloaded.isPresent()) {
                Files.move(one.file(), to, StandardCopyOption.REPLACE_EXISTING);
            }
            return downloaded;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for a reference", e);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof IOException || e.getCause() instanceof SdkException)) {
                throw new IOException("cannot fetch a reference", e.getCause());
            }
            LOG.debug("a reference is asked for again", e);
            return Optional.empty();
        } finally {
            folder.delete(one.file());
        }
    }

    @Override
    public void close() {
        if (threads != null) {
            threads.shutdownNow();
            threads.close();
        }
        if (folder != null) {
            coming.values().forEach(each -> folder.delete(each.file()));
        }
        coming.clear();
    }
}
