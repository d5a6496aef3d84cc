package io.deltaglider.engine.read;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.CorruptDeltaException;
import io.deltaglider.delta.DeltaFile;
import io.deltaglider.delta.DeltaHeader;
import io.deltaglider.engine.backend.ObjectAddress;
import io.deltaglider.engine.failure.Reason;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.object.ByteRange;
import io.deltaglider.engine.object.DeltaDescription;
import io.deltaglider.engine.object.S3Errors;
import io.deltaglider.engine.reference.CachedReferenceContent;
import io.deltaglider.engine.reference.CorruptReferenceException;
import io.deltaglider.engine.reference.MissingReferenceException;
import io.deltaglider.engine.reference.ReferenceStore;
import io.deltaglider.engine.spool.Spool;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Rebuilds what a client put from a delta file and its reference. */
final class Rebuilder {
    private static final Logger LOG = LoggerFactory.getLogger(Rebuilder.class);

    /** This much is rebuilt before a client gets anything: what proves wrong until then can be tried again with fresh copies. */
    private static final int AHEAD = 1 << 20;

    private final ReferenceStore references;

    Rebuilder(ReferenceStore references) {
        this.references = references;
    }

    /** A delta file that is open, with what it needs; closing closes all of it. */
    final class Opened implements Closeable {
        private final ObjectAddress address;
        private final DeltaFile file;
        private final Optional<DeltaDescription> marked;
        private final List<ReferenceKey> ancestors;
        private final Deque<Closeable> resources;

        private Opened(
                ObjectAddress address,
                DeltaFile file,
                Optional<DeltaDescription> marked,
                List<ReferenceKey> ancestors,
                Deque<Closeable> resources) {
            this.address = address;
            this.file = file;
            this.marked = marked;
            this.ancestors = ancestors;
            this.resources = resources;
        }

        DeltaHeader header() {
            return file.header();
        }

        /**
         * The object's bytes, or a range of them. The stream takes over everything that this has open.
         *
         * @throws RebuildException when delta file or reference prove wrong or missing before the first byte is out
         */
        RebuiltStream bytes(Optional<ByteRange> range) throws RebuildException, IOException {
            try {
                CachedReferenceContent reference = reference();
                resources.push(reference);
                boolean all = range.isEmpty() || range.get().length() == header().targetSize();
                InputStream in =
                        all
                                ? file.target(reference.content())
                                : file.range(
                                        reference.content(),
                                        range.get().offset(),
                                        range.get().length());
                resources.push(in);
                byte[] begin = in.readNBytes(AHEAD);
                resources.pop();
                return new RebuiltStream(begin, in, this::damaged, this);
            } catch (CorruptDeltaException
                    | CorruptReferenceException
                    | MissingReferenceException e) {
                throw new RebuildException(damaged(e));
            }
        }

        private CachedReferenceContent reference() throws IOException {
            if (header().reference().isEmpty()) {
                return CachedReferenceContent.none();
            }
            return CachedReferenceContent.of(
                    references.open(
                            address.caller(),
                            address.bucket(),
                            located(header().reference().get()),
                            ancestors));
        }

        /** The metadata say where the reference is in full. */
        private DeltaHeader.ReferenceId located(DeltaHeader.ReferenceId said) {
            return marked.flatMap(DeltaDescription::referenceKey)
                    .flatMap(ReferenceKey::parse)
                    .filter(key -> key.sha256().equals(said.sha256()) && key.size() == said.size())
                    .map(key -> new DeltaHeader.ReferenceId(key.sha256(), key.size(), key.key()))
                    .orElse(said);
        }

        /** The local copy of the reference is not trusted any more: a second try fetches it again. */
        private S3Exception damaged(IOException cause) {
            if (cause instanceof CorruptDeltaException) {
                header().reference()
                        .ifPresent(reference -> {
                            try {
                                references.discard(reference.sha256());
                            } catch (IOException e) {
                                LOG.warn(
                                        "cannot remove reference {} from the cache: {}",
                                        reference.sha256(),
                                        Reason.of(e));
                            }
                        });
            }
            return Rebuilder.failure(address, cause);
        }

        @Override
        public void close() throws IOException {
            closeAll(resources);
        }
    }

    /**
     * Opens a delta file and checks that it is the one that the object's metadata speak of. Takes over the spool.
     *
     * @param ancestors what its reference is thought to be a delta to
     * @throws RebuildException when it is damaged, or another one
     */
    Opened open(
            ObjectAddress address,
            Spool delta,
            Optional<DeltaDescription> marked,
            List<ReferenceKey> ancestors)
            throws RebuildException, IOException {
        Deque<Closeable> resources = new ArrayDeque<>();
        resources.push(delta);
        boolean opened = false;
        try {
            Path temporaryFolder = delta.temporaryFolder();
            Content content = delta.content();
            resources.push(content);
            DeltaFile file = DeltaFile.open(content).withTemporaryFolder(temporaryFolder);
            resources.push(file);
            requireSame(file.header(), marked);
            opened = true;
            return new Opened(address, file, marked, ancestors, resources);
        } catch (CorruptDeltaException e) {
            throw new RebuildException(failure(address, e));
        } finally {
            if (!opened) {
                closeAll(resources);
            }
        }
    }

    private static void requireSame(DeltaHeader header, Optional<DeltaDescription> marked)
            throws CorruptDeltaException {
        if (marked.isPresent()
                && (marked.get().size() != header.targetSize()
                        || !marked.get().sha256().equals(header.targetSha256()))) {
            throw new CorruptDeltaException(
                    "the delta file is not the one that the object's metadata describe: it holds "
                            + header.targetSize()
                            + " bytes with SHA-256 "
                            + header.targetSha256()
                            + ", they say "
                            + marked.get().size()
                            + " bytes with SHA-256 "
                            + marked.get().sha256());
        }
    }

    /** One line for people; what exactly was found is the cause. */
    private static S3Exception failure(ObjectAddress address, IOException cause) {
        String advice = "; run \"deltaglider doctor s3://" + address.bucket() + "\"";
        return switch (cause) {
            case MissingReferenceException missing ->
                    S3Errors.referenceMissing(
                            address.uri()
                                    + " cannot be rebuilt: reference "
                                    + ReferenceStore.shortened(missing.sha256())
                                    + " is missing from the bucket; restore .deltaglider/refs/"
                                    + " from a backup"
                                    + advice
                                    + " to see what else depends on it",
                            cause);
            case CorruptReferenceException damaged ->
                    S3Errors.damaged(
                            address.uri()
                                    + " cannot be rebuilt: reference "
                                    + ReferenceStore.shortened(damaged.sha256())
                                    + " is damaged; restore .deltaglider/refs/ from a backup, or"
                                    + " put the objects that need it again; run \"deltaglider"
                                    + " verify s3://"
                                    + address.bucket()
                                    + "\" to see which they are",
                            cause);
            default ->
                    S3Errors.damaged(
                            address.uri()
                                    + " is damaged; put the object again, or restore it from a"
                                    + " backup",
                            cause);
        };
    }

    private static void closeAll(Deque<Closeable> resources) throws IOException {
        IOException failure = null;
        for (Closeable each = resources.poll(); each != null; each = resources.poll()) {
            try {
                each.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
