package io.deltaglider.engine.collect;

import io.deltaglider.engine.layout.ContentHint;
import io.deltaglider.engine.layout.ReservedKeys;
import io.deltaglider.engine.layout.UnreferencedMark;
import io.deltaglider.engine.object.ETags;
import io.deltaglider.engine.object.S3Errors;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Everything that lies in a bucket, page by page; noncurrent versions too, where the bucket has or had versions: each of them may need a
 * reference.
 */
final class BucketListing {
    /** Sorts after every key under the reserved prefix and before the next other one. */
    private static final String AFTER_RESERVED = ReservedKeys.PREFIX + Character.toString(0x10FFFF);

    private final S3Client backend;
    private final String bucket;
    private final boolean versioned;
    private boolean sawMarks;
    private boolean sawHints;

    BucketListing(S3Client backend, String bucket) {
        this.backend = backend;
        this.bucket = bucket;
        this.versioned = isVersioned(backend, bucket);
    }

    /** Whether the bucket has, or once had, versions. */
    boolean versioned() {
        return versioned;
    }

    /** Whether {@link #userKeys} has come across marks of objects with customers' keys; it does not look through all of the reserved keys. */
    boolean sawMarks() {
        return sawMarks;
    }

    /** Whether {@link #userKeys} has come across hints where contents lie: these are the first of the reserved keys. */
    boolean sawHints() {
        return sawHints;
    }

    /** Whether that is still so: a bucket may get versions while it is looked through. */
    boolean isAsBefore() {
        return versioned == isVersioned(backend, bucket);
    }

    private static boolean isVersioned(S3Client backend, String bucket) {
        try {
            String status = backend.getBucketVersioning(r -> r.bucket(bucket)).statusAsString();
            return status != null && !status.isEmpty();
        } catch (S3Exception e) {
            if (S3Errors.isNotImplemented(e)) {
                return false;
            }
            throw e;
        }
    }

    /** Where a listing goes on: after this key, and in a bucket with versions after this version of it. */
    record Place(@Nullable String key, @Nullable String versionId) {
        static final Place START = new Place(null, null);
    }

    /**
     * Some entries.
     *
     * @param next null when these are the last
     */
    record Page(List<StoredEntry> entries, @Nullable Place next) {}

    /** Entries of the clients' own keys. */
    Page userKeys(Place after) {
        Page page = page("", after);
        List<StoredEntry> visible = new ArrayList<>();
        boolean reserved = false;
        for (StoredEntry each : page.entries) {
            boolean ours = ReservedKeys.isReserved(each.key());
            sawMarks |= ours && each.key().startsWith(UnreferencedMark.MARKS_PREFIX);
            sawHints |= ours && each.key().startsWith(ContentHint.HINTS_PREFIX);
            reserved |= ours;
            if (!ours) {
                visible.add(each);
            }
        }
        boolean endsInside =
                reserved
                        && page.next != null
                        && ReservedKeys.isReserved(page.entries.getLast().key());
        return new Page(visible, endsInside ? new Place(AFTER_RESERVED, null) : page.next);
    }

    /** Entries of all keys with a prefix. */
    Page page(String prefix, Place after) {
        return versioned ? versions(prefix, after) : objects(prefix, after);
    }

    /** Does something with every entry under a prefix, in the order of their keys. */
    void forEach(String prefix, Consumer<StoredEntry> action) {
        Place next = Place.START;
        while (next != null) {
            Page page = page(prefix, next);
            page.entries.forEach(action);
            next = page.next;
        }
    }

    /** What the listing now shows in the place of an entry; empty when it is not there any more. */
    Optional<StoredEntry> find(StoredEntry entry) {
        @Nullable Place next = Place.START;
        while (next != null) {
            Page page = page(entry.key(), next);
            for (StoredEntry each : page.entries) {
                if (each.key().equals(entry.key())
                        && Objects.equals(each.versionId(), entry.versionId())) {
                    return Optional.of(each);
                }
            }
            boolean maybeMore =
                    page.entries.stream().allMatch(each -> each.key().equals(entry.key()));
            next = maybeMore ? page.next : null;
        }
        return Optional.empty();
    }

    private Page objects(String prefix, Place after) {
        ListObjectsV2Response answer =
                backend.listObjectsV2(
                        ListObjectsV2Request.builder()
                                .bucket(bucket)
                                .prefix(prefix.isEmpty() ? null : prefix)
                                .startAfter(after.key)
                                .build());
        List<StoredEntry> entries = new ArrayList<>(answer.contents().size());
        for (S3Object each : answer.contents()) {
            entries.add(
                    new StoredEntry(
                            each.key(),
                            null,
                            ETags.plain(each.eTag()),
                            size(each.size()),
                            time(each.lastModified()),
                            true));
        }
        if (!Boolean.TRUE.equals(answer.isTruncated())) {
            return new Page(entries, null);
        }
        if (entries.isEmpty()) {
            throw S3Errors.error(
                    502,
                    "InvalidResponse",
                    "the store sent an empty page of a listing that is not complete");
        }
        return new Page(entries, new Place(entries.getLast().key(), null));
    }

    private Page versions(String prefix, Place after) {
        ListObjectVersionsResponse answer =
                backend.listObjectVersions(
                        ListObjectVersionsRequest.builder()
                                .bucket(bucket)
                                .prefix(prefix.isEmpty() ? null : prefix)
                                .keyMarker(after.key)
                                .versionIdMarker(after.versionId)
                                .build());
        List<StoredEntry> entries = new ArrayList<>();
        for (ObjectVersion each : answer.versions()) {
            entries.add(
                    new StoredEntry(
                            each.key(),
                            each.versionId(),
                            ETags.plain(each.eTag()),
                            size(each.size()),
                            time(each.lastModified()),
                            true));
        }
        for (DeleteMarkerEntry each : answer.deleteMarkers()) {
            entries.add(
                    new StoredEntry(
                            each.key(), each.versionId(), "", 0, time(each.lastModified()), false));
        }
        entries.sort((one, other) -> one.key().compareTo(other.key()));
        boolean more = Boolean.TRUE.equals(answer.isTruncated());
        return new Page(
                entries,
                more
                        ? new Place(
                                Objects.requireNonNull(
                                        answer.nextKeyMarker(),
                                        "a truncated listing has no next key marker"),
                                answer.nextVersionIdMarker())
                        : null);
    }

    private static long size(@Nullable Long size) {
        return size == null ? 0 : size;
    }

    /** One that has no date counts as new: nothing is done to it. */
    private static Instant time(@Nullable Instant time) {
        return time == null ? Instant.MAX : time;
    }
}
