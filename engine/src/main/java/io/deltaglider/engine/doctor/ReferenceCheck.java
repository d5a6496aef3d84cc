package io.deltaglider.engine.doctor;

import io.deltaglider.engine.failure.Reason;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.layout.ReservedKeys;
import io.deltaglider.engine.object.ETags;
import io.deltaglider.engine.object.S3Errors;

import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * Looks for references that objects need and the bucket does not hold, and says which objects those are. Lists the bucket, and asks each
 * object what it points to, with one request; at most {@value #MAX_OBJECTS} objects, in the order of their keys.
 */
public final class ReferenceCheck {
    private static final String NAME = "references";

    private static final int MAX_OBJECTS = 100_000;
    private static final int AT_ONCE = 16;
    private static final int PAGE = 1000;

    /** How often an object may change between two requests. */
    private static final int TRIES = 3;

    /** Shorter objects are no delta files. */
    private static final int SHORTEST_DELTA = 64;

    /** What objects point to. */
    @FunctionalInterface
    public interface Pointers {
        /**
         * What is under a key.
         *
         * @throws SdkException when that cannot be told
         */
        Stored of(String bucket, String key);
    }

    /**
     * What the store says that it has under a key.
     *
     * @param etag without quotes
     * @param reference key of the reference that it needs; empty when it needs none
     */
    public record Stored(String etag, long size, Optional<String> reference) {
        private boolean isListed(S3Object listed) {
            return !etag.isEmpty()
                    && etag.equals(ETags.plain(listed.eTag()))
                    && listed.size() != null
                    && size == listed.size();
        }
    }

    private final S3Client backend;
    private final Pointers pointers;

    public ReferenceCheck(S3Client backend, Pointers pointers) {
        this.backend = backend;
        this.pointers = pointers;
    }

    List<Finding> of(String bucket) {
        try {
            return new Examination(bucket).run();
        } catch (SdkException e) {
            return List.of(
                    Finding.unknown(
                            NAME,
                            "cannot find out whether all references are there: " + Reason.of(e),
                            "allow listing and reading the whole bucket, .deltaglider/ included"));
        }
    }

    /** Where an object points, or why that is not known. */
    private record Pointer(
            String key, Optional<String> reference, Optional<SdkException> failure) {}

    /** One look at one bucket. */
    private final class Examination {
        private final String bucket;

        /** Keys of references, and the contents that they hold. */
        private final Set<String> present = new HashSet<>();

        private final Set<String> contents = new HashSet<>();

        /** References that are deltas, and what is missing below them. */
        private final Map<String, String> broken = new HashMap<>();

        /** Objects by the reference that is missing. */
        private final Map<String, List<String>> dependents = new TreeMap<>();

        private final List<Pointer> silent = new ArrayList<>();
        private long objects;
        private boolean all = true;

        Examination(String bucket) {
            this.bucket = bucket;
        }

        List<Finding> run() {
            List<S3Object> deltas = new ArrayList<>();
            for (S3Object each : listing(ReferenceKey.REFERENCES_PREFIX)) {
                ReferenceKey.parse(each.key())
                        .ifPresent(key -> {
                            present.add(key.key());
                            contents.add(content(key));
                            if (key.depth() > 0) {
                                deltas.add(each);
                            }
                        });
            }
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                bases(deltas, threads);
                objects(threads);
            }
            return findings();
        }

        private Iterable<S3Object> listing(String prefix) {
            return backend.listObjectsV2Paginator(r -> r.bucket(bucket).prefix(prefix)).contents();
        }

        private void bases(List<S3Object> deltas, ExecutorService threads) {
            Map<String, String> below = new HashMap<>();
            for (int from = 0; from < deltas.size(); from += PAGE) {
                List<S3Object> part = deltas.subList(from, Math.min(deltas.size(), from + PAGE));
                for (Pointer each : ask(part, threads)) {
                    each.reference().ifPresent(base -> below.put(each.key(), base));
                    each.failure().ifPresent(_ -> silent.add(each));
                }
            }
            for (String key : below.keySet()) {
                String at = key;
                for (int steps = 0; below.containsKey(at) && steps <= below.size(); steps++) {
                    at = below.get(at);
                }
                if (isMissing(at)) {
                    broken.put(key, at);
                }
            }
        }

        private void objects(ExecutorService threads) {
            List<S3Object> page = new ArrayList<>();
            for (S3Object each : listing("")) {
                if (ReservedKeys.isReserved(each.key())) {
                    continue;
                }
                if (objects == MAX_OBJECTS) {
                    all = false;
                    break;
                }
                objects++;
                if (each.size() == null || each.size() >= SHORTEST_DELTA) {
                    page.add(each);
                }
                if (page.size() == PAGE) {
                    look(page, threads);
                    page.clear();
                }
            }
            look(page, threads);
        }

        private void look(List<S3Object> listed, ExecutorService threads) {
            for (Pointer each : ask(listed, threads)) {
                if (each.failure().isPresent()) {
                    silent.add(each);
                }
                each.reference()
                        .flatMap(this::missing)
                        .ifPresent(missing ->
                                dependents
                                        .computeIfAbsent(missing, _ -> new ArrayList<>())
                                        .add(each.key()));
            }
        }

        private Optional<String> missing(String reference) {
            return isMissing(reference)
                    ? Optional.of(reference)
                    : Optional.ofNullable(broken.get(reference));
        }

        /** Another generation of the same content does as well. */
        private boolean isMissing(String reference) {
            return !present.contains(reference)
                    && ReferenceKey.parse(reference)
                            .filter(key -> contents.contains(content(key)))
                            .isEmpty();
        }

        private static String content(ReferenceKey key) {
            return key.deltaspaceId() + "/" + key.sha256();
        }

        private List<Pointer> ask(List<S3Object> listed, ExecutorService threads) {
            Semaphore permits = new Semaphore(AT_ONCE);
            List<Future<Pointer>> asked = new ArrayList<>(listed.size());
            for (S3Object object : listed) {
                asked.add(
                        threads.submit(() -> {
                            permits.acquire();
                            try {
                                return ask(object);
                            } finally {
                                permits.release();
                            }
                        }));
            }
            try {
                List<Pointer> answers = new ArrayList<>(listed.size());
                for (Future<Pointer> each : asked) {
                    answers.add(each.get());
                }
                return answers;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw AbortedException.create("interrupted while looking through a bucket", e);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException failure) {
                    throw failure;
                }
                throw new IllegalStateException(e.getCause());
            } finally {
                asked.forEach(each -> each.cancel(true));
            }
        }

        /** What is said of an object counts only if it is the listed one; else the listing decides between one that has changed, one that is gone, and a wrong answer. */
        private Pointer ask(S3Object listed) {
            String key = listed.key();
            S3Object now = listed;
            try {
                for (int attempt = 1; ; attempt++) {
                    Optional<Stored> stored = stored(key);
                    if (stored.isPresent() && stored.get().isListed(now)) {
                        return new Pointer(key, stored.get().reference(), Optional.empty());
                    }
                    Optional<S3Object> again = find(key);
                    if (again.isEmpty()) {
                        return new Pointer(key, Optional.empty(), Optional.empty());
                    }
                    if (attempt == TRIES) {
                        throw S3Errors.foreign(
                                "asked for an object, it is not the one that is listed");
                    }
                    now = again.get();
                }
            } catch (SdkException e) {
                return new Pointer(key, Optional.empty(), Optional.of(e));
            }
        }

        private Optional<Stored> stored(String key) {
            try {
                return Optional.of(pointers.of(bucket, key));
            } catch (S3Exception e) {
                if (S3Errors.isAbsent(e)) {
                    return Optional.empty();
                }
                throw e;
            }
        }

        /** Of all keys that begin with it, a key is the first. */
        private Optional<S3Object> find(String key) {
            return backend
                    .listObjectsV2(r -> r.bucket(bucket).prefix(key).maxKeys(1))
                    .contents()
                    .stream()
                    .filter(each -> each.key().equals(key))
                    .findFirst();
        }

        private List<Finding> findings() {
            List<Finding> findings = new ArrayList<>();
            dependents.forEach((reference, keys) ->
                    findings.add(
                            Finding.problem(
                                            NAME,
                                            "the reference "
                                                    + reference
                                                    + " is missing; "
                                                    + count(keys.size(), "object")
                                                    + " cannot be read without it",
                                            "restore it from a backup or a replica of the"
                                                    + " bucket; else put these objects again, or"
                                                    + " delete them")
                                    .about(keys)));
            if (!silent.isEmpty()) {
                findings.add(
                        Finding.unknown(
                                        NAME,
                                        count(silent.size(), "object")
                                                + " cannot be looked at: "
                                                + silent.getFirst()
                                                        .failure()
                                                        .map(Reason::of)
                                                        .orElse(""),
                                        "run \"deltaglider verify s3://" + bucket + "\"")
                                .about(silent.stream().map(Pointer::key).toList()));
            }
            if (findings.isEmpty()) {
                findings.add(
                        Finding.ok(
                                NAME,
                                all
                                        ? "all references that "
                                                + count(objects, "object")
                                                + " need are there"
                                        : "all references that the first "
                                                + objects
                                                + " objects need are there; \"deltaglider verify\""
                                                + " looks at the others"));
            }
            return findings;
        }

        private static String count(long number, String what) {
            return number + " " + what + (number == 1 ? "" : "s");
        }
    }
}
