package io.deltaglider.engine.collect;

import io.deltaglider.engine.collect.Removal.Expired;
import io.deltaglider.engine.failure.Reason;
import io.deltaglider.engine.layout.ReservedKeys;
import io.deltaglider.engine.layout.TemporaryKey;
import io.deltaglider.engine.layout.UnreferencedMark;
import io.deltaglider.engine.object.S3Errors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Removes what nobody needs any more: temporary objects whose time is over, unfinished uploads, and references that nothing points
 * to. A reference is retired first, by a marker beside it, when a complete scan found no pointer to it; it is deleted when the
 * marker is older than the grace period and a complete scan which began after that found none either. Its marker goes another grace
 * period later, and until then its name is not used again. Hints to contents that no reference has any more go as well.
 *
 * <p>Any number of collectors may work on a bucket at once, beside any number of writers; one that is interrupted leaves nothing behind
 * that another one does not finish. Thread-safe.
 */
public final class Collector {
    private static final Logger LOG = LoggerFactory.getLogger(Collector.class);

    /** Where multipart uploads that are under way are staged, each below its id. */
    static final String UPLOADS_PREFIX = ReservedKeys.PREFIX + "mpu/";

    /** Expired objects that are held before they are deleted together. */
    private static final int BATCH = 1000;

    private final S3Client backend;
    private final String store;
    private final ExecutorService threads;
    private final InstantSource clock;

    /**
     * @param backend the store itself, not an engine over it
     * @param store tells one store from another: its endpoint, or folder
     * @param threads for requests that are sent at once; stays the caller's
     */
    public Collector(S3Client backend, String store, ExecutorService threads, InstantSource clock) {
        this.backend = backend;
        this.store = store;
        this.threads = threads;
        this.clock = clock;
    }

    /**
     * Collects in one bucket. What fails for one key is in the report, and the rest is done; when the scan for pointers is not
     * complete, no reference is touched, and the report says why.
     *
     * @throws SdkException when the bucket cannot be listed at all
     */
    public CollectReport collect(String bucket, CollectOptions options) {
        Instant now = now(bucket);
        BucketListing listing = new BucketListing(backend, bucket);
        Removal removal = new Removal(backend, bucket, options.dryRun());
        expireTemporary(listing, removal, now);
        expireUploads(bucket, listing, removal, now.minus(options.uploadExpiry()));
        long expired = removal.count();

        Scanned scanned = scan(bucket, listing, removal, options, now);
        ReferenceSweep sweep =
                new ReferenceSweep(listing, removal, scanned.began(), options.grace(), clock);
        sweep.run(scanned.pointers());
        if (listing.sawHints()) {
            new ContentHints(listing, removal)
                    .removeStale(sweep.contents(), now.minus(options.grace()));
        }
        return new CollectReport(
                scanned.objects(),
                scanned.assumedRaw(),
                sweep.found(),
                sweep.retired(),
                sweep.deleted(),
                expired,
                removal.count(),
                removal.bytes(),
                removal.shown(),
                sweep.waiting(),
                removal.errors());
    }

    private Instant now(String bucket) {
        return StoreTime.of(
                backend.listObjectsV2(
                        ListObjectsV2Request.builder()
                                .bucket(bucket)
                                .prefix(ReservedKeys.PREFIX)
                                .maxKeys(1)
                                .build()),
                clock);
    }

    /** Pointers are absent when there was no need to look for them, or no complete answer. */
    private record Scanned(
            Optional<Pointers> pointers, Instant began, long objects, long assumedRaw) {}

    private Scanned scan(
            String bucket,
            BucketListing listing,
            Removal removal,
            CollectOptions options,
            Instant now) {
        Scanned nothing = new Scanned(Optional.empty(), now, 0, 0);
        if (!new ReferenceSweep(listing, removal, now, options.grace(), clock).hasRipe()) {
            return nothing;
        }
        Optional<ScanProgress> progress =
                options.assumedRaw().isPresent()
                        ? Optional.empty()
                        : options.progress().map(folder -> new ScanProgress(folder, store, bucket));
        AtomicLong assumed = new AtomicLong();
        Set<String> marks = ConcurrentHashMap.newKeySet();
        PointerReader reader =
                new PointerReader(
                        backend,
                        bucket,
                        listing,
                        options.assumedRaw().orElse(_ -> false),
                        _ -> assumed.incrementAndGet(),
                        marks::add);
        try {
            PointerScan.Result result =
                    new PointerScan(listing, reader, threads, progress).run(now);
            if (!result.resumed() && (!marks.isEmpty() || listing.sawMarks())) {
                removeMarks(listing, removal, marks, result.began().minus(options.grace()));
            }
            return new Scanned(
                    Optional.of(result.pointers()),
                    result.began(),
                    result.objects(),
                    assumed.get());
        } catch (AbortedException e) {
            throw e;
        } catch (IncompleteScanException e) {
            String begin = "references are left alone, since ";
            if (e.objects().size() == 1) {
                removal.error(begin + e.objects().getFirst());
            } else {
                removal.error(
                        begin + e.objects().size() + " objects do not say whether they need one:");
                e.objects().forEach(removal::error);
            }
            return nothing;
        } catch (IOException | SdkException e) {
            LOG.debug("the scan is not complete", e);
            removal.error(
                    "references are left alone, since not everything that may point to them could"
                            + " be read: "
                            + Reason.of(e));
            return nothing;
        }
    }

    /** Marks of objects that are not there any more. Losing one that is needed after all would only stop the next collection. */
    private static void removeMarks(
            BucketListing listing, Removal removal, Set<String> needed, Instant limit) {
        listing.forEach(
                UnreferencedMark.MARKS_PREFIX,
                each -> {
                    if (each.modified().isBefore(limit) && !needed.contains(each.key())) {
                        var _ = removal.deleteUncounted(each.key(), List.of(each));
                    }
                });
    }

    /** They come in the order in which they expire: the first that has not ends it. */
    private void expireTemporary(BucketListing listing, Removal removal, Instant now) {
        List<Expired> expired = new ArrayList<>();
        BucketListing.@Nullable Place next = BucketListing.Place.START;
        while (next != null) {
            BucketListing.Page page = listing.page(TemporaryKey.TEMPORARY_PREFIX, next);
            next = page.next();
            for (StoredEntry each : page.entries()) {
                Optional<TemporaryKey> key = TemporaryKey.parse(each.key());
                if (key.isPresent() && !key.get().expiry().isBefore(now)) {
                    next = null;
                } else if (key.isPresent()) {
                    expired.add(new Expired(each, key.get().expiry()));
                }
            }
            if (next == null || expired.size() >= BATCH) {
                removal.deleteAll(expired);
                expired.clear();
            }
        }
    }

    private void expireUploads(
            String bucket, BucketListing listing, Removal removal, Instant limit) {
        List<Expired> expired = new ArrayList<>();
        listing.forEach(
                UPLOADS_PREFIX,
                each -> {
                    if (each.modified().isBefore(limit)) {
                        expired.add(new Expired(each, each.modified()));
                    }
                    if (expired.size() == BATCH) {
                        removal.deleteAll(expired);
                        expired.clear();
                    }
                });
        removal.deleteAll(expired);
        try {
            abortUploads(bucket, removal, limit);
        } catch (S3Exception e) {
            if (!S3Errors.isNotImplemented(e)) {
                removal.error("unfinished uploads cannot be listed: " + Reason.of(e));
            }
        }
    }

    private void abortUploads(String bucket, Removal removal, Instant limit) {
        ListMultipartUploadsRequest request =
                ListMultipartUploadsRequest.builder().bucket(bucket).prefix(UPLOADS_PREFIX).build();
        while (true) {
            ListMultipartUploadsResponse page = backend.listMultipartUploads(request);
            for (MultipartUpload each : page.uploads()) {
                if (each.key().startsWith(UPLOADS_PREFIX)
                        && each.initiated() != null
                        && each.initiated().isBefore(limit)) {
                    removal.abortUpload(each.key(), each.uploadId(), each.initiated());
                }
            }
            if (!Boolean.TRUE.equals(page.isTruncated())) {
                return;
            }
            request =
                    request.toBuilder()
                            .keyMarker(page.nextKeyMarker())
                            .uploadIdMarker(page.nextUploadIdMarker())
                            .build();
        }
    }
}
