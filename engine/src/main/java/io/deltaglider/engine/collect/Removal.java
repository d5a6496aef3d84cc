package io.deltaglider.engine.collect;

import io.deltaglider.engine.collect.CollectReport.Deleted;
import io.deltaglider.engine.failure.Reason;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes and deletes for a collection, and keeps count. What fails is noted, and does not stop the rest. */
final class Removal {
    /** S3 takes this many keys in one request. */
    private static final int BATCH = 1000;

    private static final int MAX_ERRORS = 100;

    private final S3Client backend;
    private final String bucket;
    private final boolean dryRun;

    private final List<Deleted> shown = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private long count;
    private long bytes;

    Removal(S3Client backend, String bucket, boolean dryRun) {
        this.backend = backend;
        this.bucket = bucket;
        this.dryRun = dryRun;
    }

    /** Writes an empty object, over whatever is there. */
    boolean mark(String key) {
        return attempt(
                key, () -> backend.putObject(r -> r.bucket(bucket).key(key), RequestBody.empty()));
    }

    /** Deletes all versions of one key, which are counted as one object. */
    boolean delete(String key, List<StoredEntry> versions, Instant expiredAt) {
        if (!deleteUncounted(key, versions)) {
            return false;
        }
        count(key, versions.stream().mapToLong(StoredEntry::size).sum(), expiredAt);
        return true;
    }

    /** As above, of a key that does not count. */
    boolean deleteUncounted(String key, List<StoredEntry> versions) {
        for (StoredEntry each : versions) {
            boolean done =
                    attempt(
                            key,
                            () ->
                                    backend.deleteObject(r ->
                                            r.bucket(bucket).key(key).versionId(each.versionId())));
            if (!done) {
                return false;
            }
        }
        return true;
    }

    /** Something that expired, one of many. */
    record Expired(StoredEntry entry, Instant at) {}

    /** Deletes many objects, with one request for a thousand of them. */
    void deleteAll(List<Expired> expired) {
        for (int from = 0; from < expired.size(); from += BATCH) {
            List<Expired> batch = expired.subList(from, Math.min(expired.size(), from + BATCH));
            Set<String> failed = new HashSet<>();
            boolean sent = attempt(batch.getFirst().entry().key(), () -> send(batch, failed));
            if (sent) {
                batch.stream()
                        .filter(each -> !failed.contains(each.entry().key()))
                        .forEach(each -> count(each.entry().key(), each.entry().size(), each.at()));
            }
        }
    }

    private void send(List<Expired> batch, Set<String> failed) {
        List<ObjectIdentifier> objects =
                batch.stream()
                        .map(Expired::entry)
                        .map(each ->
                                ObjectIdentifier.builder()
                                        .key(each.key())
                                        .versionId(each.versionId())
                                        .build())
                        .toList();
        for (S3Error each :
                backend.deleteObjects(
                                r -> r.bucket(bucket).delete(d -> d.objects(objects).quiet(true)))
                        .errors()) {
            failed.add(each.key());
            error(each.key() + ": " + each.code() + ": " + each.message());
        }
    }

    /** What its parts took is not known, and counts as nothing. */
    void abortUpload(String key, String uploadId, Instant begun) {
        boolean done =
                attempt(
                        key,
                        () ->
                                backend.abortMultipartUpload(
                                        r -> r.bucket(bucket).key(key).uploadId(uploadId)));
        if (done) {
            count(key, 0, begun);
        }
    }

    private interface Action {
        void run();
    }

    private boolean attempt(String key, Action action) {
        if (dryRun) {
            return true;
        }
        try {
            action.run();
            return true;
        } catch (SdkException e) {
            error(key + ": " + Reason.of(e));
            return false;
        }
    }

    private synchronized void count(String key, long size, Instant expiredAt) {
        count++;
        bytes += size;
        if (shown.size() < CollectReport.SHOWN) {
            shown.add(new Deleted(key, size, expiredAt));
        }
    }

    synchronized void error(String message) {
        if (errors.size() < MAX_ERRORS) {
            errors.add(message);
        }
    }

    synchronized long count() {
        return count;
    }

    synchronized long bytes() {
        return bytes;
    }

    synchronized List<Deleted> shown() {
        return List.copyOf(shown);
    }

    synchronized List<String> errors() {
        return List.copyOf(errors);
    }
}
