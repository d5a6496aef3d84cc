package io.deltaglider.engine.reference;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.CorruptDeltaException;
import io.deltaglider.delta.DeltaFile;
import io.deltaglider.delta.DeltaHeader;
import io.deltaglider.engine.backend.Caller;
import io.deltaglider.engine.cache.CachedReference;
import io.deltaglider.engine.cache.ReferenceCache;
import io.deltaglider.engine.cache.WrongContentException;
import io.deltaglider.engine.failure.Reason;
import io.deltaglider.engine.growth.GrowthRule;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.reference.Download.Downloaded;
import io.deltaglider.engine.reference.StoredForms.Form;
import io.deltaglider.engine.spool.WorkFolder;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Brings a reference here, with all that it is a delta to. */
final class ReferenceFetch {
    private static final Logger LOG = LoggerFactory.getLogger(ReferenceFetch.class);

    /** Lists all references of a deltaspace. */
    @FunctionalInterface
    interface Listing {
        List<ListedReference> of(Caller caller, String bucket, String deltaspaceId);
    }

    private final Download download;
    private final ReferenceCache cache;
    private final WorkFolder folder;
    private final StoredForms forms;
    private final Optional<StoreReads> storeReads;
    private final Listing listing;
    private final Caller caller;
    private final String bucket;
    private final Prefetch prefetch;

    /** @param storeReads what has been read from the store, where the cache alone is not believed */
    ReferenceFetch(
            S3Client backend,
            ReferenceCache cache,
            WorkFolder folder,
            StoredForms forms,
            Optional<StoreReads> storeReads,
            Listing listing,
            Caller caller,
            String bucket,
            Prefetch prefetch) {
        this.download = new Download(backend, caller, bucket);
        this.cache = cache;
        this.folder = folder;
        this.forms = forms;
        this.storeReads = storeReads;
        this.listing = listing;
        this.caller = caller;
        this.bucket = bucket;
        this.prefetch = prefetch;
    }

    /**
     * From the cache, or else from the store.
     *
     * @param key of the reference, or its locator
     * @param depth how many references may be read for it, itself included
     */
    CachedReference open(String sha256, long size, String key, int depth) throws IOException {
        requireDepth(sha256, key, depth);
        if (storeReads.isPresent()) {
            Optional<CachedReference> read =
                    storeReads
                            .get()
                            .once(
                                    bucket,
                                    key,
                                    () ->
                                            recorded(
                                                    sha256,
                                                    size,
                                                    key,
                                                    depth,
                                                    source ->
                                                            cache.fetchAnew(sha256, size, source)));
            if (read.isPresent()) {
                return read.get();
            }
        }
        return recorded(sha256, size, key, depth, source -> cache.open(sha256, size, source));
    }

    /** From the store, whatever is in the cache; that stays if what comes is wrong. */
    CachedReference readAnew(ReferenceKey reference, int depth) throws IOException {
        return recorded(
                reference.sha256(),
                reference.size(),
                reference.key(),
                depth,
                source -> cache.fetchAnew(reference.sha256(), reference.size(), source));
    }

    static void requireDepth(String sha256, String key, int depth)
            throws CorruptReferenceException {
        if (depth == 0) {
            throw new EndlessChainException(sha256, key);
        }
    }

    /** How the cache is asked for a reference. */
    @FunctionalInterface
    private interface Opening {
        CachedReference open(ReferenceCache.Source source) throws IOException;
    }

    /** Opens a reference and notes, if it came from the store, the form that it has there: its content has been proved right. */
    private CachedReference recorded(
            String sha256, long size, String key, int depth, Opening opening) throws IOException {
        AtomicReference<@Nullable Fetched> fetched = new AtomicReference<>();
        CachedReference reference =
                twice(
                        sha256,
                        () ->
                                opening.open(file ->
                                        fetched.set(fetch(sha256, size, key, file, depth))));
        Fetched from = fetched.get();
        if (from != null) {
            forms.prove(bucket, from.reference(), from.form(), from.base());
        }
        return reference;
    }

    /**
     * What came from the store.
     *
     * @param base key of the reference that it was a delta to
     */
    private record Fetched(ReferenceKey reference, Form form, Optional<String> base) {}

    /**
     * What comes damaged may have been damaged on its way: it is asked for once more before the reference is called damaged. Only that
     * which is damaged itself: what it is a delta to has been asked for twice by then, and each level doubled would be a thousand.
     */
    private static CachedReference twice(String sha256, StoreReads.Reading reading)
            throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return reading.read();
            } catch (IOException e) {
                IOException failure = plain(sha256, e);
                boolean itself =
                        failure instanceof CorruptReferenceException damaged
                                && damaged.sha256().equals(sha256)
                                && !(failure instanceof EndlessChainException);
                if (attempt == 2 || !itself) {
                    throw failure;
                }
                LOG.debug("a reference came damaged and is fetched again", failure);
            }
        }
    }

    /** References lead to references, and never to a content. */
    private static final class EndlessChainException extends CorruptReferenceException {
        private static final long serialVersionUID = 1L;

        EndlessChainException(String sha256, String key) {
            super(
                    sha256,
                    "reference "
                            + key
                            + " is more than "
                            + GrowthRule.MAX_DEPTH
                            + " deltas away from its content",
                    new IOException("references that lead to references"));
        }
    }

    private Fetched fetch(String sha256, long size, String key, Path file, int depth)
            throws IOException {
        Optional<ReferenceKey> named = ReferenceKey.ofLocator(key, sha256, size);
        if (named.isEmpty()) {
            throw new MissingReferenceException(
                    sha256,
                    "reference "
                            + sha256
                            + " is needed, but the delta file does not say where it is"
                            + (key.isEmpty() ? "" : " (\"" + key + "\" is no reference's key)"));
        }
        Optional<ReferenceKey> whole = whole(named.get());
        Optional<Downloaded> downloaded =
                whole.isPresent() ? download(whole.get(), file) : Optional.empty();
        if (downloaded.isEmpty()) {
            for (ReferenceKey other : sameContent(named.get())) {
                downloaded = download.to(other, file);
                if (downloaded.isPresent()) {
                    break;
                }
            }
        }
        if (downloaded.isEmpty()) {
            throw new MissingReferenceException(
                    sha256,
                    "reference "
                            + sha256
                            + " is missing (expected at "
                            + whole.orElse(named.get()).key()
                            + ")");
        }
        return new Fetched(
                downloaded.get().reference(),
                downloaded.get().form(),
                unpackDelta(downloaded.get(), file, depth));
    }

    private Optional<Downloaded> download(ReferenceKey key, Path file) throws IOException {
        Optional<Downloaded> ahead = prefetch.take(key, file);
        return ahead.isPresent() ? ahead : download.to(key, file);
    }

    /** The key under which a reference is stored whose sketch is not said; empty when there is none. */
    private Optional<ReferenceKey> whole(ReferenceKey named) {
        return named.isWhole() ? Optional.of(named) : download.find(named);
    }

    /** Another generation of the same content does as well; the latest first. */
    private List<ReferenceKey> sameContent(ReferenceKey missing) {
        return listing.of(caller, bucket, missing.deltaspaceId()).stream()
                .map(ListedReference::key)
                .filter(each -> each.sha256().equals(missing.sha256()))
                .filter(each -> each.size() == missing.size() && !each.equals(missing))
                .sorted(Comparator.comparingInt(ReferenceKey::generation).reversed())
                .toList();
    }

    /**
     * Rebuilds a reference that came as a delta file, and returns the key of the one that it is a delta to. A raw reference never begins as
     * a delta file does: such payloads are not eligible.
     */
    private Optional<String> unpackDelta(Downloaded downloaded, Path file, int depth)
            throws IOException {
        if (!DeltaFile.isDelta(firstBytes(file))) {
            return Optional.empty();
        }
        Optional<String> baseKey;
        Path rebuilt = folder.newFile();
        try {
            try (Content stored = Content.of(file);
                    DeltaFile delta =
                            DeltaFile.open(stored).withTemporaryFolder(folder.directory())) {
                Optional<DeltaHeader.ReferenceId> named = base(delta.header(), downloaded.base());
                try (CachedReferenceContent base = open(named, depth - 1);
                        InputStream target = delta.target(base.content())) {
                    Files.copy(target, rebuilt);
                }
                baseKey = named.map(DeltaHeader.ReferenceId::key);
            }
            Files.move(rebuilt, file, StandardCopyOption.REPLACE_EXISTING);
            return baseKey;
        } catch (CorruptDeltaException e) {
            ReferenceKey key = downloaded.reference();
            throw new CorruptReferenceException(
                    key.sha256(), "reference " + key.key() + " is damaged: " + Reason.of(e), e);
        } finally {
            folder.delete(rebuilt);
        }
    }

    /** The base of a reference by its stored key: what the file says, with the rest from the metadata, or else from a LIST. */
    private Optional<DeltaHeader.ReferenceId> base(
            DeltaHeader header, Optional<ReferenceKey> marked) {
        if (header.reference().isEmpty()) {
            return Optional.empty();
        }
        DeltaHeader.ReferenceId said = header.reference().get();
        Optional<ReferenceKey> whole =
                marked.filter(key ->
                                key.sha256().equals(said.sha256()) && key.size() == said.size())
                        .or(() ->
                                ReferenceKey.ofLocator(said.key(), said.sha256(), said.size())
                                        .flatMap(this::whole));
        return whole.map(key -> new DeltaHeader.ReferenceId(key.sha256(), key.size(), key.key()))
                .or(() -> Optional.of(said));
    }

    private CachedReferenceContent open(Optional<DeltaHeader.ReferenceId> named, int depth)
            throws IOException {
        if (named.isEmpty()) {
            return CachedReferenceContent.none();
        }
        DeltaHeader.ReferenceId base = named.get();
        return CachedReferenceContent.of(open(base.sha256(), base.size(), base.key(), depth));
    }

    private static byte[] firstBytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(DeltaFile.MAGIC_LENGTH);
        }
    }

    /** The cache may say in its own words what failed in the middle of its work. */
    static IOException plain(String sha256, IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MissingReferenceException
                    || cause instanceof CorruptReferenceException) {
                return (IOException) cause;
            }
            if (cause instanceof WrongContentException) {
                return new CorruptReferenceException(sha256, Reason.of(cause), failure);
            }
        }
        return failure;
    }
}
