package io.deltaglider.cli.stats;

import io.deltaglider.engine.DeltaGliderS3Client;
import io.deltaglider.engine.StoredObject;
import io.deltaglider.engine.deltaspace.Deltaspace;
import io.deltaglider.engine.statistics.BucketStatistics;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * An estimate from one LIST and one HEAD for each deltaspace: versions of one thing are about as large as the one that is looked at. Counts of
 * objects and stored bytes are exact.
 */
public final class SampledStatistics {
    private static final int AT_ONCE = 16;

    /** Deltaspaces that begin with so many digits alike may use each other's references. */
    private static final int GROUP_DIGITS = 8;

    private static final class Group {
        long objects;
        long storedBytes;
        String sample = "";
    }

    private final S3Client backend;
    private final DeltaGliderS3Client client;
    private final SplittableRandom random = new SplittableRandom();
    private final Map<String, Group> groups = new HashMap<>();
    private final Set<String> withReferences = new HashSet<>();
    private long references;
    private long referenceBytes;

    public SampledStatistics(S3Client backend, DeltaGliderS3Client client) {
        this.backend = backend;
        this.client = client;
    }

    /** For a bucket, or a part of it. */
    public BucketStatistics collect(String bucket, String prefix) {
        StoredListing.objects(
                backend,
                bucket,
                prefix,
                object -> {
                    Group group =
                            groups.computeIfAbsent(
                                    Deltaspace.of(object.key()).id(), _ -> new Group());
                    group.objects++;
                    group.storedBytes += object.size();
                    if (random.nextLong(group.objects) == 0) {
                        group.sample = object.key();
                    }
                });
        StoredListing.references(
                backend,
                bucket,
                (reference, object) -> {
                    withReferences.add(digits(reference.deltaspaceId()));
                    if (prefix.isEmpty() || groups.containsKey(reference.deltaspaceId())) {
                        references++;
                        referenceBytes += object.size();
                    }
                });
        return sum(bucket);
    }

    private static String digits(String deltaspaceId) {
        return deltaspaceId.substring(0, GROUP_DIGITS);
    }

    private BucketStatistics sum(String bucket) {
        long objects = 0;
        long deltas = 0;
        long logical = 0;
        long stored = 0;
        Semaphore places = new Semaphore(AT_ONCE);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Group> asked = new ArrayList<>();
            List<Future<StoredObject>> answers = new ArrayList<>();
            for (Map.Entry<String, Group> entry : groups.entrySet()) {
                Group group = entry.getValue();
                objects += group.objects;
                stored += group.storedBytes;
                if (!withReferences.contains(digits(entry.getKey()))) {
                    logical += group.storedBytes; // without references there are no deltas
                    continue;
                }
                asked.add(group);
                answers.add(
                        threads.submit(() -> {
                            places.acquire();
                            try {
                                return client.inspect(bucket, group.sample);
                            } finally {
                                places.release();
                            }
                        }));
            }
            for (int i = 0; i < asked.size(); i++) {
                Group group = asked.get(i);
                try {
                    StoredObject sample = answers.get(i).get();
                    if (sample.kind() == StoredObject.Kind.DELTA) {
                        deltas += group.objects;
                        logical += sample.logicalSize() * group.objects;
                    } else {
                        logical += group.storedBytes;
                    }
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof NoSuchKeyException)) {
                        throw unwrapped(e);
                    }
                    logical += group.storedBytes; // just deleted
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("interrupted", e);
                }
            }
        }
        return new BucketStatistics(
                objects, deltas, objects - deltas, logical, stored, references, referenceBytes);
    }

    private static RuntimeException unwrapped(ExecutionException e) {
        return e.getCause() instanceof RuntimeException told ? told : new IllegalStateException(e);
    }
}
