package io.deltaglider.engine.collect;

import io.deltaglider.engine.collect.BucketListing.Page;
import io.deltaglider.engine.collect.BucketListing.Place;
import io.deltaglider.engine.layout.ReferenceKey;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.exception.AbortedException;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * Looks through everything in a bucket that can point to a reference: objects, noncurrent versions, and references that are deltas
 * themselves. It is complete or it fails.
 */
final class PointerScan {
    /** How many objects are asked for at once. */
    static final int CONCURRENT = 32;

    /** Objects that are named before a scan gives up. */
    static final int MAX_UNKNOWN = 50;

    /** Pages after which the place is saved: some minutes' work. */
    private static final int PAGES_BETWEEN_SAVES = 100;

    private final BucketListing listing;
    private final PointerReader reader;
    private final ExecutorService threads;
    private final Optional<ScanProgress> progress;

    /** What is to be said of the objects that have not told what they need. */
    private final List<String> unknown = new ArrayList<>();

    private final Semaphore permits = new Semaphore(CONCURRENT);

    PointerScan(
            BucketListing listing,
            PointerReader reader,
            ExecutorService threads,
            Optional<ScanProgress> progress) {
        this.listing = listing;
        this.reader = reader;
        this.threads = threads;
        this.progress = progress;
    }

    /**
     * What was found.
     *
     * @param began everything that was there at this time, and still was when its turn came, has been seen; in the store's time
     * @param resumed whether part of it was seen by an earlier run
     */
    record Result(Pointers pointers, Instant began, long objects, boolean resumed) {}

    /**
     * Scans, or goes on with a scan that was interrupted: that makes it longer and no less complete.
     *
     * @param now in the store's time
     * @throws IncompleteScanException when objects do not say what they need; it names them
     * @throws IOException when the bucket is not what it was taken for
     * @throws software.amazon.awssdk.core.exception.SdkException when the store does not answer
     */
    Result run(Instant now) throws IOException {
        Pointers pointers = new Pointers();
        Optional<ScanProgress.Saved> saved =
                progress.isPresent()
                        ? progress.get().load(now, listing.versioned(), pointers)
                        : Optional.empty();
        Instant began = saved.map(ScanProgress.Saved::began).orElse(now);
        long objects = saved.map(ScanProgress.Saved::objects).orElse(0L);
        @Nullable Place next = saved.map(ScanProgress.Saved::place).orElse(Place.START);
        for (int pages = 1; next != null; pages++) {
            Page page = listing.userKeys(next);
            objects += read(page.entries(), pointers);
            next = page.next();
            if (next != null
                    && unknown.isEmpty()
                    && progress.isPresent()
                    && pages % PAGES_BETWEEN_SAVES == 0) {
                progress.get()
                        .save(
                                new ScanProgress.Saved(began, next, objects),
                                listing.versioned(),
                                pointers);
            }
        }
        readBases(pointers);
        if (!unknown.isEmpty()) {
            throw new IncompleteScanException(unknown);
        }
        if (!listing.isAsBefore()) {
            throw new IOException(
                    "the bucket's versioning was switched while it was looked through; try again");
        }
        if (progress.isPresent()) {
            progress.get().forget();
        }
        return new Result(pointers, began, objects, saved.isPresent());
    }

    private void readBases(Pointers pointers) throws IOException {
        Place next = Place.START;
        while (next != null) {
            Page page = listing.page(ReferenceKey.REFERENCES_PREFIX, next);
            read(
                    page.entries().stream()
                            .filter(each ->
                                    ReferenceKey.parse(each.key())
                                            .filter(key -> key.depth() > 0)
                                            .isPresent())
                            .toList(),
                    pointers);
            next = page.next();
        }
    }

    private long read(List<StoredEntry> entries, Pointers pointers) throws IOException {
        List<Future<Optional<ReferenceKey>>> found = new ArrayList<>(entries.size());
        long objects = 0;
        for (StoredEntry each : entries) {
            objects += each.content() ? 1 : 0;
            if (each.content() && each.size() >= PointerReader.SHORTEST_DELTA) {
                found.add(threads.submit(() -> read(each)));
            }
        }
        try {
            for (Future<Optional<ReferenceKey>> each : found) {
                add(each, pointers);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AbortedException.create("interrupted while looking through a bucket", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException cause -> throw cause;
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new IllegalStateException(e);
            }
        } finally {
            found.forEach(each -> each.cancel(true));
        }
        return objects;
    }

    /** One that does not tell does not keep the others from it, so that all of them are named at once; but where none tells, it is enough. */
    private void add(Future<Optional<ReferenceKey>> found, Pointers pointers)
            throws InterruptedException, ExecutionException, IncompleteScanException {
        try {
            found.get().ifPresent(pointers::add);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof UnknownObjectException)) {
                throw e;
            }
            unknown.add(String.valueOf(e.getCause().getMessage()));
            if (unknown.size() == MAX_UNKNOWN) {
                throw new IncompleteScanException(unknown);
            }
        }
    }

    private Optional<ReferenceKey> read(StoredEntry entry)
            throws IOException, InterruptedException {
        permits.acquire();
        try {
            return reader.read(entry);
        } finally {
            permits.release();
        }
    }
}
