package io.deltaglider.cli.migrate;

import io.deltaglider.cli.transfer.KeyOrder;
import io.deltaglider.cli.transfer.ObjectLocation;
import io.deltaglider.cli.transfer.PathFilter;
import io.deltaglider.cli.transfer.Transfer;
import io.deltaglider.cli.transfer.TransferSink;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.util.Iterator;

/**
 * What is under a prefix and not yet, as it is, under another. Both are listed side by side, in little memory. What is there counts as migrated when size and
 * ETag are the same, both of the logical object. The ETag of an object that was uploaded in parts says nothing after a copy: then size counts, and that the copy is
 * the younger one.
 */
public final class MigrationPlan {
    /** What a plan comes to. */
    public record Figures(long files, long bytes, long alreadyMigrated) {}

    private final S3Client client;
    private final ObjectLocation source;
    private final ObjectLocation target;
    private final PathFilter filter;

    /** Source and target end in a slash, or are buckets. */
    public MigrationPlan(
            S3Client client, ObjectLocation source, ObjectLocation target, PathFilter filter) {
        this.client = client;
        this.source = source;
        this.target = target;
        this.filter = filter;
    }

    /** Goes through it without doing anything. */
    public Figures count() {
        Counter counter = new Counter();
        long done = each(counter);
        return new Figures(counter.files, counter.bytes, done);
    }

    /** Hands over what is to be done, in the order of the keys. Returns how many were done before. */
    public long each(TransferSink sink) {
        Iterator<S3Object> sources = list(source);
        Iterator<S3Object> targets = list(target);
        long done = 0;
        S3Object there = next(targets);
        while (sources.hasNext()) {
            S3Object object = sources.next();
            String relative = object.key().substring(source.key().length());
            if (!isWanted(object, relative)) {
                continue;
            }
            String wanted = target.key() + relative;
            while (there != null && isBefore(there.key(), wanted)) {
                there = next(targets);
            }
            if (there != null && there.key().equals(wanted) && isCopy(object, there)) {
                done++;
            } else {
                sink.accept(
                        new Transfer.Copy(
                                source.withKey(object.key()),
                                target.withKey(wanted),
                                object.size()));
            }
        }
        return done;
    }

    private boolean isWanted(S3Object object, String relative) {
        boolean own =
                source.bucket().equals(target.bucket())
                        && !target.key().isEmpty()
                        && object.key().startsWith(target.key());
        return !own && !relative.isEmpty() && filter.takes(relative);
    }

    private static boolean isCopy(S3Object object, S3Object there) {
        if (!object.size().equals(there.size())) {
            return false;
        }
        if (object.eTag().equals(there.eTag())) {
            return true;
        }
        return (object.eTag().contains("-") || there.eTag().contains("-"))
                && !there.lastModified().isBefore(object.lastModified());
    }

    private Iterator<S3Object> list(ObjectLocation prefix) {
        return client.listObjectsV2Paginator(
                        ListObjectsV2Request.builder()
                                .bucket(prefix.bucket())
                                .prefix(prefix.key())
                                .build())
                .contents()
                .iterator();
    }

    private static @Nullable S3Object next(Iterator<S3Object> objects) {
        return objects.hasNext() ? objects.next() : null;
    }

    private static boolean isBefore(String one, String other) {
        return KeyOrder.compare(one, other) < 0;
    }

    private static final class Counter implements TransferSink {
        long files;
        long bytes;

        @Override
        public void accept(Transfer transfer) {
            files++;
            bytes += transfer.size();
        }

        @Override
        public void skip(String what, String reason) {
            throw new IllegalStateException("a migration skips nothing: " + what);
        }

        @Override
        public void refuse(Transfer transfer, String reason) {
            throw new IllegalStateException("a migration refuses nothing: " + transfer.route());
        }
    }
}
