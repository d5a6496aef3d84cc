package io.deltaglider.engine.statistics;

import io.deltaglider.engine.deltaspace.Deltaspace;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.listing.LogicalListing;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;

/**
 * What a bucket, or a part of it, holds and what it takes. Sizes are in bytes.
 *
 * @param objectCount the clients' objects
 * @param deltaObjects how many of them are stored as delta files
 * @param rawObjects how many of them are stored as they came
 * @param logicalBytes what the clients have put
 * @param storedBytes what the objects take, without the references
 * @param referenceCount how many references there are
 * @param referenceBytes what these take
 */
public record BucketStatistics(
        long objectCount,
        long deltaObjects,
        long rawObjects,
        long logicalBytes,
        long storedBytes,
        long referenceCount,
        long referenceBytes) {

    /** What all of it takes, references included. */
    public long totalStored() {
        return storedBytes + referenceBytes;
    }

    /** What is saved; negative when references were stored that do not pay yet. */
    public long saved() {
        return logicalBytes - totalStored();
    }

    /** Stored by logical size, the smaller the better; 1 when there is nothing. */
    public double ratio() {
        return logicalBytes == 0 ? 1 : (double) totalStored() / logicalBytes;
    }

    /** The saved share of the logical size. */
    public double savings() {
        return 1 - ratio();
    }

    /** As below, with the deltaspaces that keys have when nothing else was said. */
    public static BucketStatistics collect(
            S3Client backend, LogicalListing listing, String bucket, String prefix) {
        return collect(backend, listing, bucket, prefix, Deltaspace::of);
    }

    /**
     * Counts by LIST alone, apart from what the metadata cache does not know, and in bounded memory: a page, and eight bytes or so for a deltaspace.
     *
     * <p>For the whole bucket all references count. For a part of it, those count whole that are in a deltaspace of its delta objects: such a part
     * could not do without them, though other parts may share them, so the parts can add up to more than the bucket. An object
     * that was copied here from a key of another deltaspace, or whose content is a reference there, brings no more into the sum than its own.
     *
     * @param prefix empty for the whole bucket
     * @param deltaspaces tells the deltaspace of a key
     */
    public static BucketStatistics collect(
            S3Client backend,
            LogicalListing listing,
            String bucket,
            String prefix,
            Function<String, Deltaspace> deltaspaces) {
        Tally tally = new Tally();
        Set<String> used = new HashSet<>();
        listing.forEach(
                bucket,
                prefix,
                object -> {
                    tally.objects++;
                    tally.logicalBytes += object.logical().size();
                    tally.storedBytes += object.stored().size();
                    if (object.logical().delta()) {
                        tally.deltas++;
                        if (!prefix.isEmpty()) {
                            used.add(deltaspaces.apply(object.stored().key()).id());
                        }
                    }
                });
        if (prefix.isEmpty()) {
            tally.addReferences(backend, bucket, ReferenceKey.REFERENCES_PREFIX);
        } else {
            used.forEach(id -> tally.addReferences(backend, bucket, ReferenceKey.listPrefix(id)));
        }
        return tally.result();
    }

    private static final class Tally {
        long objects;
        long deltas;
        long logicalBytes;
        long storedBytes;
        long references;
        long referenceBytes;

        void addReferences(S3Client backend, String bucket, String prefix) {
            ListObjectsV2Request request =
                    ListObjectsV2Request.builder().bucket(bucket).prefix(prefix).build();
            for (ListObjectsV2Response page : backend.listObjectsV2Paginator(request)) {
                for (S3Object object : page.contents()) {
                    if (ReferenceKey.parse(object.key()).isPresent()) {
                        references++;
                        referenceBytes += object.size();
                    }
                }
            }
        }

        BucketStatistics result() {
            return new BucketStatistics(
                    objects,
                    deltas,
                    objects - deltas,
                    logicalBytes,
                    storedBytes,
                    references,
                    referenceBytes);
        }
    }
}
