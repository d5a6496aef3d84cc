package io.deltaglider.cli.stats;

import io.deltaglider.engine.deltaspace.Deltaspace;
import io.deltaglider.engine.listing.LogicalListing;

import software.amazon.awssdk.services.s3.S3Client;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one deltaspace holds and takes; sizes in bytes. Objects that were put with a deltaspace of another name count for that of their key. */
public record DeltaspaceFigures(
        String name,
        long objects,
        long logicalBytes,
        long storedBytes,
        long references,
        long referenceBytes) {

    /** What all of it takes. */
    public long totalStored() {
        return storedBytes + referenceBytes;
    }

    /** The saved share of the logical size; 0 where there is nothing. */
    public double savings() {
        return logicalBytes == 0 ? 0 : 1 - (double) totalStored() / logicalBytes;
    }

    /** All deltaspaces of a bucket or a part of it, those that hold most first. */
    public static List<DeltaspaceFigures> collect(
            S3Client backend, LogicalListing listing, String bucket, String prefix) {
        Map<String, DeltaspaceFigures> figures = new HashMap<>();
        listing.forEach(
                bucket,
                prefix,
                object -> {
                    Deltaspace deltaspace = Deltaspace.of(object.stored().key());
                    figures.merge(
                            deltaspace.id(),
                            new DeltaspaceFigures(
                                    deltaspace.name(),
                                    1,
                                    object.logical().size(),
                                    object.stored().size(),
                                    0,
                                    0),
                            DeltaspaceFigures::plus);
                });
        StoredListing.references(
                backend,
                bucket,
                (reference, object) ->
                        figures.computeIfPresent(
                                reference.deltaspaceId(),
                                (_, found) ->
                                        found.plus(
                                                new DeltaspaceFigures(
                                                        found.name(), 0, 0, 0, 1, object.size()))));
        return figures.values().stream()
                .sorted(
                        Comparator.comparingLong(DeltaspaceFigures::logicalBytes)
                                .reversed()
                                .thenComparing(DeltaspaceFigures::name))
                .toList();
    }

    private DeltaspaceFigures plus(DeltaspaceFigures other) {
        return new DeltaspaceFigures(
                name,
                objects + other.objects,
                logicalBytes + other.logicalBytes,
                storedBytes + other.storedBytes,
                references + other.references,
                referenceBytes + other.referenceBytes);
    }
}
