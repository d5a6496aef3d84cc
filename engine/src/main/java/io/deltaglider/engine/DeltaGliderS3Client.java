package io.deltaglider.engine;

import io.deltaglider.engine.analyze.Analyzer;
import io.deltaglider.engine.backend.BackendS3Client;
import io.deltaglider.engine.backend.Caller;
import io.deltaglider.engine.backend.Heads;
import io.deltaglider.engine.backend.ObjectAddress;
import io.deltaglider.engine.backend.Uploader;
import io.deltaglider.engine.cache.MetadataCache;
import io.deltaglider.engine.cache.RecentDeltas;
import io.deltaglider.engine.cache.ReferenceCache;
import io.deltaglider.engine.cache.UsableFolder;
import io.deltaglider.engine.capability.InPlaceRewrites;
import io.deltaglider.engine.capability.KnownCapabilities;
import io.deltaglider.engine.collect.CollectOptions;
import io.deltaglider.engine.collect.CollectReport;
import io.deltaglider.engine.collect.Collector;
import io.deltaglider.engine.copy.MultipartUploads;
import io.deltaglider.engine.copy.ObjectCopier;
import io.deltaglider.engine.copy.PartCopier;
import io.deltaglider.engine.deltaspace.Deltaspace;
import io.deltaglider.engine.deltaspace.Eligibility;
import io.deltaglider.engine.doctor.Doctor;
import io.deltaglider.engine.doctor.Finding;
import io.deltaglider.engine.doctor.ReferenceCheck;
import io.deltaglider.engine.failure.Reason;
import io.deltaglider.engine.growth.GrowthRule;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.layout.ReservedKeys;
import io.deltaglider.engine.listing.LogicalListing;
import io.deltaglider.engine.object.DeltaDescription;
import io.deltaglider.engine.object.RawContent;
import io.deltaglider.engine.object.StoredState;
import io.deltaglider.engine.optimize.FamilyOptimizer;
import io.deltaglider.engine.optimize.FinishedFamilies;
import io.deltaglider.engine.optimize.Optimizer;
import io.deltaglider.engine.presign.PlainCopies;
import io.deltaglider.engine.read.ObjectAttributesReader;
import io.deltaglider.engine.read.ObjectHeads;
import io.deltaglider.engine.read.ObjectReader;
import io.deltaglider.engine.read.ObjectVerifier;
import io.deltaglider.engine.read.StoredStates;
import io.deltaglider.engine.reference.ContentIndex;
import io.deltaglider.engine.reference.Freshness;
import io.deltaglider.engine.reference.ReferenceGuard;
import io.deltaglider.engine.reference.ReferenceStore;
import io.deltaglider.engine.remove.BucketRemover;
import io.deltaglider.engine.remove.ObjectRemover;
import io.deltaglider.engine.spool.WorkFolder;
import io.deltaglider.engine.write.Growth;
import io.deltaglider.engine.write.ObjectWriter;
import io.deltaglider.engine.write.WritePolicy;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ServiceClientConfiguration;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;
import software.amazon.awssdk.services.s3.waiters.S3Waiter;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * An {@link S3Client} that stores objects as deltas in the one that it wraps. Its clients see what they put: bytes, sizes,
 * ETags, types, metadata; the reserved prefix {@code .deltaglider/} does not exist for them. Operations that have nothing to do
 * with an object's bytes go through untouched. Any number of clients, in any number of processes, may work on the same bucket.
 *
 * <p>Thread-safe. Closing it closes the wrapped client too, as with every {@link DelegatingS3Client}.
 */
public final class DeltaGliderS3Client extends DelegatingS3Client {
    private static final Logger LOG = LoggerFactory.getLogger(DeltaGliderS3Client.class);

    private final UsableFolder cache;
    private final WorkFolder folder;
    private final ReferenceCache referenceCache;
    private final MetadataCache metadataCache;
    private final ExecutorService threads;

    private final StoredStates states;
    private final ObjectReader reader;
    private final ObjectHeads heads;
    private final ObjectAttributesReader attributes;
    private final ObjectWriter writer;
    private final ObjectCopier copier;
    private final PartCopier partCopier;
    private final MultipartUploads multipart;
    private final ObjectRemover remover;
    private final BucketRemover bucketRemover;
    private final LogicalListing listing;
    private final PlainCopies plainCopies;
    private final FamilyOptimizer families;
    private final EngineOptions options;
    private final KnownCapabilities capabilities;
    private final ReferenceStore references;
    private final Collector collector;
    private final Doctor doctor;

    /**
     * @param backend where everything is stored
     * @throws SdkClientException when neither the cache folder nor the system's temporary folder can be written
     */
    public DeltaGliderS3Client(S3Client backend, EngineOptions options) {
        this(backend, options, Executors.newVirtualThreadPerTaskExecutor(), InstantSource.system());
    }

    /**
     * As above, for those who want to be master of time and order.
     *
     * @param threads for requests that are sent at once; closed with this client
     */
    public DeltaGliderS3Client(
            S3Client store, EngineOptions options, ExecutorService threads, InstantSource clock) {
        super(new BackendS3Client(store));
        S3Client backend = (S3Client) delegate();
        this.threads = threads;
        this.cache = UsableFolder.open(options.cacheDirectory(), options.cacheMaxBytes());
        this.folder = WorkFolder.at(cache.folder().resolve("tmp"));
        this.referenceCache = cache.references();
        this.metadataCache = new MetadataCache(cache.folder(), identity(backend));
        Uploader uploader = new Uploader(backend, options.partThreshold());
        this.references =
                new ReferenceStore(backend, uploader, referenceCache, metadataCache, folder);
        Freshness freshness = new Freshness(clock);
        ReferenceGuard guard = new ReferenceGuard(new Heads(backend), threads, freshness);
        RecentDeltas recent = new RecentDeltas();
        this.states = new StoredStates(backend, metadataCache, recent);
        this.reader = new ObjectReader(backend, states, references, folder);
        this.heads = new ObjectHeads(states);
        this.attributes = new ObjectAttributesReader(backend, states);
        this.writer =
                new ObjectWriter(
                        backend,
                        policy(options),
                        states,
                        references,
                        new ContentIndex(backend, references, freshness, options.shareFrom()),
                        guard,
                        freshness,
                        uploader,
                        metadataCache,
                        recent,
                        folder);
        this.families =
                new FamilyOptimizer(
                        backend,
                        states,
                        reader,
                        references,
                        guard,
                        writer.rewriter(),
                        policy(options),
                        folder,
                        clock);
        this.options = options;
        this.copier =
                new ObjectCopier(
                        backend, states, reader, writer, guard, metadataCache, recent, folder);
        this.partCopier = new PartCopier(backend, states, reader, folder);
        this.multipart = new MultipartUploads(backend, states);
        this.remover = new ObjectRemover(backend, states);
        this.bucketRemover = new BucketRemover(backend);
        this.listing = new LogicalListing(backend, metadataCache, states);
        this.plainCopies = new PlainCopies(states, reader, uploader, folder);
        this.capabilities =
                new KnownCapabilities(
                        cache.folder().resolve("capabilities"), identity(backend), backend, clock);
        this.doctor =
                new Doctor(
                        backend,
                        capabilities,
                        new ReferenceCheck(backend, this::referenceOf),
                        clock);
        this.collector = new Collector(backend, identity(backend), threads, clock);
    }

    /**
     * How an object is stored: one HEAD, as for {@link #headObject}.
     *
     * @throws software.amazon.awssdk.services.s3.model.NoSuchKeyException when there is no such object
     */
    public StoredObject inspect(String bucket, String key) {
        ReservedKeys.requireUserKey(key);
        StoredState state = states.head(ObjectAddress.of(Caller.DEFAULT, bucket, key, null));
        Optional<DeltaDescription> delta = state.delta();
        RawContent content =
                delta.isPresent() ? RawContent.UNKNOWN : RawContent.of(bucket, state.stored());
        return new StoredObject(
                state.delta().isPresent() ? StoredObject.Kind.DELTA : StoredObject.Kind.RAW,
                state.size(),
                state.storedSize(),
                state.etag(),
                delta.map(DeltaDescription::sha256).or(content::sha256),
                content.md5(),
                state.delta()
                        .flatMap(DeltaDescription::referenceKey)
                        .flatMap(ReferenceKey::parse)
                        .map(ReferenceKey::id));
    }

    /**
     * The stored key under which a reader that talks to the store directly finds an object's bytes: for presigned URLs. It is the object's own for a
     * raw object; for a delta it is that of a copy, made now, which the collector removes once it has expired.
     *
     * @param expiry until when a copy has to be there
     * @throws software.amazon.awssdk.services.s3.model.NoSuchKeyException when there is no such object
     */
    public String plainKey(String bucket, String key, Instant expiry) {
        ReservedKeys.requireUserKey(key);
        return plainCopies.keyOf(bucket, key, expiry);
    }

    /** Reads objects and their references from the store, for one run that checks what is stored; see {@link ObjectVerifier}. */
    public ObjectVerifier verifier() {
        return new ObjectVerifier((S3Client) delegate(), states, references, folder);
    }

    /** The logical view of the store's listings, for those who count and walk. */
    public LogicalListing listing() {
        return listing;
    }

    /**
     * Stores what is stored already under better references.
     *
     * @param rewrites whether the store can replace an object on condition
     */
    public Optimizer optimizer(InPlaceRewrites rewrites) {
        S3Client backend = (S3Client) delegate();
        String store = identity(backend) + " " + options.effort();
        return new Optimizer(
                backend,
                listing,
                policy(options),
                families,
                new FinishedFamilies(cache.folder().resolve("optimized"), store),
                rewrites);
    }

    /** Where this client keeps its cache: the folder of the options, or a temporary one where that cannot be written. */
    public Path cacheDirectory() {
        return cache.folder();
    }

    /** Estimates what objects would take that are stored by this client's rules. */
    public Analyzer analyzer() {
        return new Analyzer(policy(options));
    }

    /** What the store underneath can do beyond plain reading and writing: found out when it is asked for, and remembered. */
    public KnownCapabilities capabilities() {
        return capabilities;
    }

    /**
     * Removes what nobody needs any more from a bucket: references without objects, expired temporary objects, unfinished uploads.
     * Objects of clients are never touched. Safe at any time, beside any number of writers and other collectors.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException when the bucket cannot be listed
     */
    public CollectReport collect(String bucket, CollectOptions options) {
        return collector.collect(bucket, options);
    }

    private ReferenceCheck.Stored referenceOf(String bucket, String key) {
        StoredState state = states.head(ObjectAddress.of(Caller.DEFAULT, bucket, key, null));
        return new ReferenceCheck.Stored(
                state.storedEtag(),
                state.storedSize(),
                state.delta().flatMap(DeltaDescription::referenceKey));
    }

    /** Looks for what could hurt a bucket, and says what to do about it; see {@link Doctor}. */
    public List<Finding> examine(String bucket) {
        return doctor.examine(bucket);
    }

    @Override
    public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
        ReservedKeys.requireUserKey(request.key());
        return writer.put(request, body);
    }

    @Override
    public <T> T getObject(
            GetObjectRequest request, ResponseTransformer<GetObjectResponse, T> transformer) {
        ReservedKeys.requireUserKey(request.key());
        return reader.get(request, transformer);
    }

    @Override
    public HeadObjectResponse headObject(HeadObjectRequest request) {
        ReservedKeys.requireUserKey(request.key());
        return heads.head(request);
    }

    @Override
    public GetObjectAttributesResponse getObjectAttributes(GetObjectAttributesRequest request) {
        ReservedKeys.requireUserKey(request.key());
        return attributes.get(request);
    }

    @Override
    public DeleteObjectResponse deleteObject(DeleteObjectRequest request) {
        ReservedKeys.requireUserKey(request.key());
        return remover.delete(request);
    }

    @Override
    public DeleteObjectsResponse deleteObjects(DeleteObjectsRequest request) {
        return remover.delete(request);
    }

    @Override
    public DeleteBucketResponse deleteBucket(DeleteBucketRequest request) {
        return bucketRemover.delete(request);
    }

    @Override
    public CopyObjectResponse copyObject(CopyObjectRequest request) {
        return copier.copy(request);
    }

    @Override
    public CreateMultipartUploadResponse createMultipartUpload(
            CreateMultipartUploadRequest request) {
        ReservedKeys.requireUserKey(request.key());
        return multipart.create(request);
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            CompleteMultipartUploadRequest request) {
        ReservedKeys.requireUserKey(request.key());
        return multipart.complete(request);
    }

    @Override
    public UploadPartCopyResponse uploadPartCopy(UploadPartCopyRequest request) {
        return partCopier.copy(request);
    }

    @Override
    public ListObjectsResponse listObjects(ListObjectsRequest request) {
        return listing.listObjects(request);
    }

    @Override
    public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
        return listing.listObjectsV2(request);
    }

    @Override
    public ListObjectVersionsResponse listObjectVersions(ListObjectVersionsRequest request) {
        return listing.listObjectVersions(request);
    }

    @Override
    public ListMultipartUploadsResponse listMultipartUploads(ListMultipartUploadsRequest request) {
        return listing.listMultipartUploads(request);
    }

    /** Waits for what this client sees, not for what the wrapped one does. */
    @Override
    public S3Waiter waiter() {
        return S3Waiter.builder().client(this).build();
    }

    /** Every other operation passes here: it goes through, unless it is meant for one of the engine's own keys. */
    @Override
    protected <T extends S3Request, R> R invokeOperation(T request, Function<T, R> operation) {
        request.getValueForField("Key", String.class).ifPresent(ReservedKeys::requireUserKey);
        return operation.apply(request);
    }

    @Override
    public void close() {
        threads.close();
        metadataCache.close();
        try {
            referenceCache.close();
        } catch (IOException e) {
            LOG.warn("cannot close the reference cache: {}", Reason.of(e));
        }
        folder.close();
        cache.close();
        super.close();
    }

    private static WritePolicy policy(EngineOptions options) {
        return new WritePolicy(
                options.delta(),
                new Eligibility(options.minSize()),
                options.maxRatio(),
                options.effort(),
                options.deltaspace().map(Deltaspace::named),
                new Growth(new GrowthRule(options.maxDepth()), options.packing()),
                options.partThreshold());
    }

    /** Tells the entries of one store from those of another in a metadata cache that both share. */
    private static String identity(S3Client backend) {
        S3ServiceClientConfiguration configuration = backend.serviceClientConfiguration();
        return configuration
                .endpointOverride()
                .map(Object::toString)
                .orElseGet(() -> "region " + configuration.region());
    }
}
