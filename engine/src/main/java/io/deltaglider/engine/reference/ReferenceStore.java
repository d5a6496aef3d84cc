package io.deltaglider.engine.reference;

import io.deltaglider.delta.DeltaHeader;
import io.deltaglider.engine.backend.Caller;
import io.deltaglider.engine.backend.ObjectAddress;
import io.deltaglider.engine.backend.Uploader;
import io.deltaglider.engine.cache.CachedReference;
import io.deltaglider.engine.cache.MetadataCache;
import io.deltaglider.engine.cache.ReferenceCache;
import io.deltaglider.engine.failure.Reason;
import io.deltaglider.engine.growth.GrowthRule;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.object.DeltaDescription;
import io.deltaglider.engine.object.ETags;
import io.deltaglider.engine.object.RawContent;
import io.deltaglider.engine.object.S3Errors;
import io.deltaglider.engine.object.StoredMetadata;
import io.deltaglider.engine.reference.StoredForms.Form;
import io.deltaglider.engine.reference.StoredForms.Proved;
import io.deltaglider.engine.spool.Spool;
import io.deltaglider.engine.spool.WorkFolder;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The references of a bucket: listing those of a deltaspace, writing one, and bringing one here. References never change once written. */
public final class ReferenceStore {
    private static final int SHOWN_DIGITS = 12;
    private static final Logger LOG = LoggerFactory.getLogger(ReferenceStore.class);

    /** So many references in a row are followed, as many as any writer makes. */
    private static final int MAX_DEPTH = GrowthRule.MAX_DEPTH + 1;

    /** How often a conditional write is tried when the store says that others are writing just now. */
    private static final int CONFLICT_TRIES = 3;

    private static final int BUFFER = 128 << 10;

    private static final String CONTENT_TYPE = "application/octet-stream";

    private final S3Client backend;
    private final Uploader uploader;
    private final ReferenceCache cache;
    private final WorkFolder folder;
    private final StoredForms forms;

    /** What has been read from the store, where the cache alone is not believed. */
    private final Optional<StoreReads> storeReads;

    /** @param records where is kept what was proved of the references in the store */
    public ReferenceStore(
            S3Client backend,
            Uploader uploader,
            ReferenceCache cache,
            MetadataCache records,
            WorkFolder folder) {
        this(backend, uploader, cache, folder, new StoredForms(records), Optional.empty());
    }

    private ReferenceStore(
            S3Client backend,
            Uploader uploader,
            ReferenceCache cache,
            WorkFolder folder,
            StoredForms forms,
            Optional<StoreReads> storeReads) {
        this.backend = backend;
        this.uploader = uploader;
        this.cache = cache;
        this.folder = folder;
        this.forms = forms;
        this.storeReads = storeReads;
    }

    /**
     * The same references for one run that has to know what is in the store: each is read from there once, whatever is in the local cache,
     * and so is each reference that it is a delta to.
     */
    public ReferenceStore readingFromStore() {
        return new ReferenceStore(
                backend, uploader, cache, folder, forms, Optional.of(new StoreReads()));
    }

    /**
     * All references of a deltaspace, retired ones included: one request per thousand. Their markers lie beside them, so that
     * nobody chooses a retired one.
     */
    public List<ListedReference> list(Caller caller, String bucket, String deltaspaceId) {
        return listPrefix(caller, bucket, ReferenceKey.listPrefix(deltaspaceId));
    }

    /** One reference, as {@link #list} shows it; empty when there is neither it nor its marker. One request. */
    public Optional<ListedReference> find(Caller caller, String bucket, ReferenceKey reference) {
        return listPrefix(caller, bucket, reference.key()).stream()
                .filter(each -> each.key().equals(reference))
                .findFirst();
    }

    /**
     * What a new version has to know of the references of a deltaspace: all of them, or of more than a thousand the landmarks and the newest of
     * the others. One request, or two.
     */
    public List<ListedReference> listNewest(Caller caller, String bucket, String deltaspaceId) {
        Page first = firstPage(caller, bucket, ReferenceKey.listPrefix(deltaspaceId));
        boolean landmarksAlone =
                first.truncated()
                        && !first.objects().isEmpty()
                        && first.objects()
                                        .getLast()
                                        .key()
                                        .compareTo(ReferenceKey.newestPrefix(deltaspaceId))
                                < 0;
        List<S3Object> objects = new ArrayList<>(first.objects());
        if (landmarksAlone) {
            String newest = ReferenceKey.newestPrefix(deltaspaceId);
            objects.addAll(firstPage(caller, bucket, newest).objects());
        }
        return parse(bucket, objects);
    }

    /**
     * The first thousand under a prefix.
     *
     * @param objects those whose marker would be among them
     */
    private record Page(List<S3Object> objects, boolean truncated) {}

    private Page firstPage(Caller caller, String bucket, String prefix) {
        ListObjectsV2Response page = page(caller, bucket, prefix, null);
        boolean truncated = Boolean.TRUE.equals(page.isTruncated());
        List<S3Object> objects = page.contents();
        if (truncated && !objects.isEmpty()) {
            // The marker of the last one may be the first of the next page.
            objects = objects.subList(0, objects.size() - 1);
        }
        return new Page(objects, truncated);
    }

    /**
     * As {@link #listNewest}, and some of the references that are in the same group: one request, and one more for a deltaspace
     * in a group of more than a thousand, of which only the first thousand are seen.
     *
     * @param groupId the first digits of the deltaspace's id
     */
    public Nearby listNearby(Caller caller, String bucket, String deltaspaceId, String groupId) {
        Page page = firstPage(caller, bucket, ReferenceKey.groupPrefix(groupId));
        List<ListedReference> own = new ArrayList<>();
        List<ListedReference> others = new ArrayList<>();
        for (ListedReference each : parse(bucket, page.objects())) {
            (each.key().deltaspaceId().equals(deltaspaceId) ? own : others).add(each);
        }
        return page.truncated()
                ? new Nearby(
                        parse(
                                bucket,
                                firstPage(caller, bucket, ReferenceKey.listPrefix(deltaspaceId))
                                        .objects()),
                        others)
                : new Nearby(own, others);
    }

    /**
     * What a listing found.
     *
     * @param own references of the deltaspace
     * @param others references of its group
     */
    public record Nearby(List<ListedReference> own, List<ListedReference> others) {}

    /**
     * Writes a reference in the form of a delta file, unless it is there already.
     *
     * @param description of the delta file, whose content is that of the key
     */
    public void writeDelta(
            Caller caller,
            String bucket,
            ReferenceKey key,
            Spool deltaFile,
            DeltaDescription description,
            Encryption encryption) {
        // A type of a client's could leave no room for what collectors look for: the base.
        DeltaDescription untyped =
                new DeltaDescription(
                        description.size(),
                        description.etag(),
                        description.sha256(),
                        Optional.empty(),
                        description.referenceKey());
        Map<String, String> metadata = StoredMetadata.ofDelta(Map.of(), untyped).orElseThrow();
        write(
                caller,
                bucket,
                key,
                deltaFile,
                StoredMetadata.DELTA_CONTENT_TYPE,
                metadata,
                encryption);
    }

    /**
     * Writes a reference, unless it is there already: its key names its content, so whoever came first wrote the same.
     *
     * @param content whose SHA-256 and size are those of the key
     */
    public void write(
            Caller caller, String bucket, ReferenceKey key, Spool content, Encryption encryption) {
        Map<String, String> metadata =
                StoredMetadata.ofRaw(
                        Map.of(), RawContent.of(content.size(), content.sha256(), content.md5()));
        write(caller, bucket, key, content, CONTENT_TYPE, metadata, encryption);
    }

    private void write(
            Caller caller,
            String bucket,
            ReferenceKey key,
            Spool body,
            String contentType,
            Map<String, String> metadata,
            Encryption encryption) {
        PutObjectRequest request =
                PutObjectRequest.builder()
                        .bucket(bucket)
                        .key(key.key())
                        .contentType(contentType)
                        .metadata(metadata)
                        .ifNoneMatch("*")
                        .serverSideEncryption(encryption.algorithm())
                        .ssekmsKeyId(encryption.kmsKeyId())
                        .ssekmsEncryptionContext(encryption.kmsContext())
                        .bucketKeyEnabled(encryption.bucketKey())
                        .expectedBucketOwner(caller.bucketOwner())
                        .requestPayer(caller.payer())
                        .overrideConfiguration(caller.identity())
                        .build();
        for (int attempt = 1; ; attempt++) {
            try {
                PutObjectResponse stored = uploader.put(request, body, contentType);
                forms.prove(
                        bucket,
                        key,
                        new Form(ETags.plain(stored.eTag()), body.size()),
                        StoredMetadata.description(metadata)
                                .flatMap(DeltaDescription::referenceKey));
                return;
            } catch (S3Exception e) {
                if (S3Errors.isPreconditionFailed(e)) {
                    return;
                }
                if (S3Errors.isNotImplemented(e) && request.ifNoneMatch() != null) {
                    request = request.toBuilder().ifNoneMatch(null).build();
                } else if (e.statusCode() != 409 || attempt == CONFLICT_TRIES) {
                    throw e;
                }
            }
        }
    }

    /** A reference that is here already, for another try without the store. */
    public CachedReference openCached(ReferenceKey reference) throws IOException {
        return cache.open(
                reference.sha256(),
                reference.size(),
                file -> {
                    throw new MissingReferenceException(
                            reference.sha256(),
                            "reference " + reference.id() + " is not in the local cache");
                });
    }

    public CachedReference open(Caller caller, String bucket, ReferenceKey reference)
            throws IOException {
        return fetch(caller, bucket)
                .open(reference.sha256(), reference.size(), reference.key(), MAX_DEPTH);
    }

    /**
     * The bytes of the reference that a delta file names, from the local cache or from the store; their SHA-256 has been checked.
     *
     * @param ancestors what the reference is thought to be a delta to, that in turn, and so on: what is not in the cache is asked for at
     *     once. Nothing else depends on it: what a reference is a delta to, it says itself
     * @throws MissingReferenceException when it is certain that the store has it no more
     * @throws CorruptReferenceException when what the store has is something else
     * @throws IOException when it cannot be kept here
     * @throws software.amazon.awssdk.core.exception.SdkException when the store does not answer
     */
    public CachedReference open(
            Caller caller,
            String bucket,
            DeltaHeader.ReferenceId reference,
            List<ReferenceKey> ancestors)
            throws IOException {
        try (Prefetch prefetch = new Prefetch(backend, folder, caller, bucket)) {
            ReferenceKey.ofLocator(reference.key(), reference.sha256(), reference.size())
                    .filter(ReferenceKey::isWhole)
                    .ifPresent(key -> prefetch.begin(notCached(key, ancestors)));
            return fetch(caller, bucket, prefetch)
                    .open(reference.sha256(), reference.size(), reference.key(), MAX_DEPTH);
        }
    }

    /** What has to be fetched; nothing if that is one reference alone, which need not be asked for in advance. */
    private List<ReferenceKey> notCached(ReferenceKey reference, List<ReferenceKey> ancestors) {
        List<ReferenceKey> needed = new ArrayList<>();
        if (storeReads.isEmpty()) {
            for (ReferenceKey each :
                    Stream.concat(Stream.of(reference), ancestors.stream()).toList()) {
                if (cache.has(each.sha256())) {
                    break;
                }
                needed.add(each);
            }
        }
        return needed.size() > 1 ? needed : List.of();
    }

    private ReferenceFetch fetch(Caller caller, String bucket) {
        return fetch(caller, bucket, Prefetch.NONE);
    }

    private ReferenceFetch fetch(Caller caller, String bucket, Prefetch prefetch) {
        return new ReferenceFetch(
                backend, cache, folder, forms, storeReads, this::list, caller, bucket, prefetch);
    }

    /** Takes bytes that are here anyway into the cache, so that they need not be fetched. */
    public void adopt(Spool content) throws IOException {
        cache.adoptVerified(content.sha256(), content.size(), content.file()).close();
    }

    /** What is wrong with a reference, in one short line. */
    public static String inShort(IOException failure) {
        return switch (failure) {
            case MissingReferenceException e ->
                    "reference " + shortened(e.sha256()) + " is missing from the bucket";
            case CorruptReferenceException e ->
                    "reference " + shortened(e.sha256()) + " is damaged in the store";
            default -> Reason.of(failure);
        };
    }

    /** Enough of a SHA-256 to find the reference by. */
    public static String shortened(String sha256) {
        return sha256.length() <= SHOWN_DIGITS ? sha256 : sha256.substring(0, SHOWN_DIGITS);
    }

    /** Whether the store still has the reference's content: reads all of it. */
    public boolean isIntact(Caller caller, String bucket, ReferenceKey reference)
            throws IOException {
        try {
            readAnew(caller, bucket, reference).close();
            return true;
        } catch (MissingReferenceException | CorruptReferenceException e) {
            LOG.debug("a reference is not intact", e);
            return false;
        }
    }

    /**
     * The bytes of a reference that others are about to depend on: from the local cache only if what is stored, of the reference and of
     * those that it is a delta to, is still what was proved right. That takes no request where a listing has just shown the reference and its
     * ETag is the MD5 of its content, or that with which it was written or read from this machine. Else what is stored is read, once.
     *
     * @param ancestors what the reference is a delta to, and so on, as far as it is known
     * @throws MissingReferenceException when it is certain that the store has it no more
     * @throws CorruptReferenceException when what the store has is something else
     * @throws IOException when it cannot be kept here
     * @throws software.amazon.awssdk.core.exception.SdkException when the store does not answer
     */
    public CachedReference openSound(
            Caller caller, String bucket, ReferenceKey reference, List<ReferenceKey> ancestors)
            throws IOException {
        try (Prefetch prefetch = new Prefetch(backend, folder, caller, bucket)) {
            prefetch.begin(notCached(reference, ancestors));
            ReferenceFetch fetch = fetch(caller, bucket, prefetch);
            requireSound(fetch, caller, bucket, reference, Optional.empty(), MAX_DEPTH);
            return fetch.open(reference.sha256(), reference.size(), reference.key(), MAX_DEPTH);
        }
    }

    /**
     * Whether what is stored of a reference is known to be right, as for {@link #openSound}.
     *
     * @param md5 of its content, which the caller has
     */
    public boolean isSound(Caller caller, String bucket, ReferenceKey reference, String md5)
            throws IOException {
        try {
            requireSound(
                    fetch(caller, bucket), caller, bucket, reference, Optional.of(md5), MAX_DEPTH);
            return true;
        } catch (MissingReferenceException | CorruptReferenceException e) {
            LOG.warn("a reference is not used: {}", inShort(e));
            return false;
        }
    }

    private void requireSound(
            ReferenceFetch fetch,
            Caller caller,
            String bucket,
            ReferenceKey reference,
            Optional<String> md5,
            int depth)
            throws IOException {
        ReferenceFetch.requireDepth(reference.sha256(), reference.key(), depth);
        Optional<Form> seen = forms.lastSeen(bucket, reference.key());
        Form form = seen.isPresent() ? seen.get() : head(caller, bucket, reference);
        Optional<Proved> proved = forms.proved(bucket, reference, form);
        if (proved.isEmpty() && hasMd5(reference, form)) {
            Optional<String> known = md5.isPresent() ? md5 : cachedMd5(reference);
            if (known.equals(Optional.of(form.etag()))) {
                forms.prove(bucket, reference, form, Optional.empty());
                return;
            }
        }
        if (proved.isEmpty()) {
            fetch.readAnew(reference, MAX_DEPTH).close();
            proved =
                    forms.lastSeen(bucket, reference.key())
                            .flatMap(now -> forms.proved(bucket, reference, now));
        }
        Optional<ReferenceKey> base = proved.flatMap(Proved::base).flatMap(ReferenceKey::parse);
        if (base.isPresent()) {
            requireSound(fetch, caller, bucket, base.get(), Optional.empty(), depth - 1);
        }
    }

    private Form head(Caller caller, String bucket, ReferenceKey reference) throws IOException {
        try {
            HeadObjectResponse stored =
                    backend.headObject(
                            ObjectAddress.of(caller, bucket, reference.key(), null).head().build());
            long size = stored.contentLength() == null ? 0 : stored.contentLength();
            Form form = new Form(ETags.plain(stored.eTag()), size);
            forms.saw(bucket, reference.key(), form);
            return form;
        } catch (S3Exception e) {
            if (S3Errors.isAbsent(e)) {
                throw new MissingReferenceException(
                        reference.sha256(),
                        "reference "
                                + reference.sha256()
                                + " is missing (expected at "
                                + reference.key()
                                + ")");
            }
            throw e;
        }
    }

    /** Whether what is stored is the content itself, with an ETag that may be its MD5. */
    private static boolean hasMd5(ReferenceKey reference, Form form) {
        return form.size() == reference.size() && ETags.looksLikeMd5(form.etag());
    }

    private Optional<String> cachedMd5(ReferenceKey reference) throws IOException {
        try (CachedReference cached = openCached(reference);
                InputStream in = Files.newInputStream(cached.file())) {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            byte[] buffer = new byte[BUFFER];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                md5.update(buffer, 0, count);
            }
            return Optional.of(HexFormat.of().formatHex(md5.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        } catch (IOException e) {
            if (ReferenceFetch.plain(reference.sha256(), e) instanceof MissingReferenceException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** From the store, whatever is in the cache; that stays if what comes is wrong. */
    private CachedReference readAnew(Caller caller, String bucket, ReferenceKey reference)
            throws IOException {
        return fetch(caller, bucket).readAnew(reference, MAX_DEPTH);
    }

    /** Forgets the local copy. */
    public void discard(String sha256) throws IOException {
        cache.discard(sha256);
    }

    private List<ListedReference> listPrefix(Caller caller, String bucket, String prefix) {
        List<S3Object> objects = new ArrayList<>();
        String token = null;
        do {
            ListObjectsV2Response page = page(caller, bucket, prefix, token);
            objects.addAll(page.contents());
            token = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
        } while (token != null);
        return parse(bucket, objects);
    }

    private ListObjectsV2Response page(
            Caller caller, String bucket, String prefix, @Nullable String token) {
        return backend.listObjectsV2(
                ListObjectsV2Request.builder()
                        .bucket(bucket)
                        .prefix(prefix)
                        .continuationToken(token)
                        .expectedBucketOwner(caller.bucketOwner())
                        .requestPayer(caller.payer())
                        .overrideConfiguration(caller.identity())
                        .build());
    }

    /** References with what their markers say, and the markers whose references are gone. */
    private List<ListedReference> parse(String bucket, List<S3Object> objects) {
        Map<ReferenceKey, S3Object> present = new LinkedHashMap<>();
        Map<ReferenceKey, S3Object> markers = new LinkedHashMap<>();
        for (S3Object object : objects) {
            ReferenceKey.parse(object.key()).ifPresent(key -> present.put(key, object));
            ReferenceKey.parseMarker(object.key()).ifPresent(key -> markers.put(key, object));
        }
        List<ListedReference> found = new ArrayList<>();
        present.forEach((key, object) -> {
            long stored = object.size() == null ? 0 : object.size();
            forms.saw(bucket, key.key(), new Form(ETags.plain(object.eTag()), stored));
            found.add(new ListedReference(key, written(object), stored, markers.containsKey(key)));
        });
        markers.forEach((key, marker) -> {
            if (!present.containsKey(key)) {
                found.add(new ListedReference(key, written(marker), 0, true));
            }
        });
        return found;
    }

    private static Instant written(S3Object object) {
        return object.lastModified() == null ? Instant.EPOCH : object.lastModified();
    }
}
