package io.deltaglider.engine.cache;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * References as local files, named by their SHA-256. Bounded: what was used longest ago goes first. Any number of processes may
 * share the folder. Nothing in it is trusted: a file's SHA-256 is verified once by every process that uses it, and again when the
 * file has changed; one that does not match is thrown away and fetched again. Thread-safe.
 *
 * <pre>
 * entries/ab/ab12...   the references, each complete; the only part that counts against the bound
 * work/UUID/           hard links to what a process has open, and files on their way in
 * work/UUID.lock       locked while that process lives
 * </pre>
 */
public final class ReferenceCache implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(ReferenceCache.class);
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final int MAX_VERIFIED = 100_000;

    /** Where a reference comes from when it is not in the cache. */
    @FunctionalInterface
    public interface Source {
        /**
         * Writes the whole reference into a new file; there is nothing at the path yet, except perhaps what an earlier, failed
         * attempt of the same call wrote.
         */
        void writeTo(Path file) throws IOException;
    }

    /** An opened file, shared by all who have the same reference open. Guarded by {@link #pins}. */
    private static final class Pin {
        final Path file;
        final FileIdentity identity;
        int users;

        Pin(Path file, FileIdentity identity) {
            this.file = file;
            this.identity = identity;
        }
    }

    private final Path folder;
    private final long maxBytes;
    private final ReferenceFiles files;
    private final WorkFolder work;
    private final KeyedLocks locks = new KeyedLocks();
    private final Map<String, Pin> pins = new HashMap<>();

    /** Guarded by {@link #pins}. */
    private boolean closed;

    /** What this process has hashed, by SHA-256; the least recently used go first. Guarded by itself. */
    private final Map<String, FileIdentity> verified =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, FileIdentity> eldest) {
                    return size() > MAX_VERIFIED;
                }
            };

    /**
     * Opens the cache, creates its folder (for its owner only) if need be, and removes what killed processes left half done.
     *
     * @param maxBytes how much the entries may take, 0 for keeping nothing. What is on its way in, or in use after it was evicted, comes on top
     */
    public ReferenceCache(Path folder, long maxBytes) throws IOException {
        if (maxBytes < 0) {
            throw new IllegalArgumentException("negative size of the reference cache: " + maxBytes);
        }
        this.folder = PrivateFolders.create(folder);
        this.maxBytes = maxBytes;
        this.files = new ReferenceFiles(folder.resolve("entries"));
        this.work = WorkFolder.open(folder.resolve("work"));
    }

    /**
     * Opens a reference, from the cache or else from its source. Of concurrent callers that miss the same reference one fetches and the
     * others wait for it; if it fails, the next one tries.
     *
     * @param sha256 64 lower-case hex digits
     * @param size in bytes
     * @throws WrongContentException when the source gave other bytes
     * @throws IOException what the source threw, or a failure of the local disk
     */
    public CachedReference open(String sha256, long size, Source source) throws IOException {
        requireSha256(sha256);
        try (var _ = locks.acquire(sha256)) {
            Optional<CachedReference> shared = openPinned(sha256, size);
            if (shared.isPresent()) {
                return shared.get();
            }
            Optional<CachedReference> hit = openEntry(sha256, size);
            return hit.isPresent() ? hit.get() : fetch(sha256, size, source);
        }
    }

    /**
     * Fetches a reference from its source even if it is in the cache, and keeps what came in place of that.
     *
     * @throws WrongContentException when the source gave other bytes; what was in the cache stays
     * @throws IOException what the source threw, or a failure of the local disk
     */
    public CachedReference fetchAnew(String sha256, long size, Source source) throws IOException {
        requireSha256(sha256);
        try (var _ = locks.acquire(sha256)) {
            return fetch(sha256, size, source);
        }
    }

    /** Whether something is kept under this name; what is wrong with it shows when it is opened. */
    public boolean has(String sha256) {
        requireSha256(sha256);
        return Files.exists(files.path(sha256));
    }

    /**
     * Takes in a file that is there already, by a hard link if possible: it must not be written to afterwards, but may be deleted.
     *
     * @throws WrongContentException when its size or SHA-256 is another
     */
    public CachedReference adopt(String sha256, long size, Path file) throws IOException {
        return adopt(sha256, size, file, false);
    }

    /** As {@link #adopt}, for a caller that computed the SHA-256 itself while it wrote the file: only the size is checked. */
    public CachedReference adoptVerified(String sha256, long size, Path file) throws IOException {
        return adopt(sha256, size, file, true);
    }

    private CachedReference adopt(String sha256, long size, Path file, boolean trusted)
            throws IOException {
        requireSha256(sha256);
        try (var _ = locks.acquire(sha256)) {
            Optional<CachedReference> shared = openPinned(sha256, size);
            if (shared.isPresent()) {
                return shared.get();
            }
            return takeIn(sha256, size, trusted, own -> ReferenceFiles.linkOrCopy(file, own));
        }
    }

    /** Throws away what is cached of a reference, since it turned out wrong. Who has it open keeps what he has. */
    public void discard(String sha256) throws IOException {
        requireSha256(sha256);
        synchronized (pins) {
            pins.remove(sha256);
        }
        synchronized (verified) {
            verified.remove(sha256);
        }
        files.remove(sha256);
    }

    /** Throws away all entries. */
    public void clear() throws IOException {
        for (ReferenceFiles.Entry entry : files.byLastUse()) {
            Files.deleteIfExists(entry.file());
        }
    }

    /** How many references are kept. */
    public int entries() throws IOException {
        return files.byLastUse().size();
    }

    /** How many bytes the kept references take. */
    public long bytes() throws IOException {
        return files.byLastUse().stream().mapToLong(ReferenceFiles.Entry::size).sum();
    }

    /** Releases the work folder. References that are still open become unreadable. */
    @Override
    public void close() throws IOException {
        synchronized (pins) {
            closed = true;
            pins.clear();
        }
        work.close();
    }

    private Optional<CachedReference> openPinned(String sha256, long size) {
        Pin pin;
        synchronized (pins) {
            if (closed) {
                throw new IllegalStateException("the reference cache in " + folder + " is closed");
            }
            pin = pins.get(sha256);
            if (pin == null) {
                return Optional.empty();
            }
            pin.users++;
        }
        CachedReference reference = reference(sha256, size, pin);
        if (pin.identity.size() == size && pin.identity.equals(identityOrNull(pin.file))) {
            files.touch(files.path(sha256));
            return Optional.of(reference);
        }
        synchronized (pins) {
            pins.remove(sha256, pin);
        }
        reference.close();
        return Optional.empty();
    }

    /** Opens what is in the cache, if it is what it should be; anything else is removed. */
    private Optional<CachedReference> openEntry(String sha256, long size) throws IOException {
        Path own = work.newPath(sha256);
        try {
            ReferenceFiles.linkOrCopy(files.path(sha256), own);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            // Cannot be linked, copied or read: as good as absent. If the disk is what fails,
            // fetching will say so.
            Files.deleteIfExists(own);
            return Optional.empty();
        }
        boolean opened = false;
        try {
            // From here on only our own link is looked at, which nobody can replace.
            FileIdentity identity = FileIdentity.of(own);
            if (identity.regular()
                    && identity.size() == size
                    && isVerified(sha256, own, identity)) {
                files.touch(files.path(sha256));
                opened = true;
                return Optional.of(pin(sha256, size, own, identity));
            }
            files.remove(sha256);
            return Optional.empty();
        } finally {
            if (!opened) {
                Files.deleteIfExists(own);
            }
        }
    }

    private boolean isVerified(String sha256, Path file, FileIdentity identity) throws IOException {
        synchronized (verified) {
            if (identity.equals(verified.get(sha256))) {
                return true;
            }
        }
        return ReferenceFiles.sha256(file).equals(sha256);
    }

    private CachedReference fetch(String sha256, long size, Source source) throws IOException {
        return takeIn(sha256, size, false, source);
    }

    private CachedReference takeIn(String sha256, long size, boolean trusted, Source source)
            throws IOException {
        Path own = work.newPath(sha256);
        boolean opened = false;
        try {
            write(source, own);
            FileIdentity identity = FileIdentity.of(own);
            requireContent(sha256, size, trusted, own, identity);
            if (size <= maxBytes) {
                keep(sha256, own);
            }
            opened = true;
            return pin(sha256, size, own, identity);
        } catch (IOException e) {
            throw DiskFull.explain(e, folder, size);
        } finally {
            if (!opened) {
                Files.deleteIfExists(own);
            }
        }
    }

    /** What is on its way in is needed, what is kept is not: where the disk is full, the latter makes room. */
    private void write(Source source, Path own) throws IOException {
        try {
            source.writeTo(own);
        } catch (IOException e) {
            if (!DiskFull.is(e) || files.byLastUse().isEmpty()) {
                throw e;
            }
            LOG.warn("the disk of the cache folder {} is full; the cache is emptied", folder);
            Files.deleteIfExists(own);
            clear();
            source.writeTo(own);
        }
    }

    /** The caller has its reference whether this works or not. */
    private void keep(String sha256, Path own) {
        try {
            files.publish(own, sha256, work.newPath("staging"));
            evict(sha256);
        } catch (IOException e) {
            LOG.warn("reference {} could not be kept in the cache folder {}", sha256, folder, e);
        }
    }

    private static void requireContent(
            String sha256, long size, boolean trusted, Path file, FileIdentity identity)
            throws IOException {
        if (!identity.regular() || identity.size() != size) {
            throw new WrongContentException(
                    "reference "
                            + sha256
                            + " should have "
                            + size
                            + " bytes, but "
                            + identity.size()
                            + " came");
        }
        String actual = trusted ? sha256 : ReferenceFiles.sha256(file);
        if (!actual.equals(sha256)) {
            throw new WrongContentException(
                    "reference " + sha256 + " is damaged: the SHA-256 of its content is " + actual);
        }
    }

    /** Deletes what was used longest ago until the rest fits. */
    private void evict(String added) throws IOException {
        List<ReferenceFiles.Entry> entries = files.byLastUse();
        long total = entries.stream().mapToLong(ReferenceFiles.Entry::size).sum();
        for (ReferenceFiles.Entry entry : entries) {
            if (total <= maxBytes) {
                return;
            }
            if (!entry.file().getFileName().toString().equals(added)) {
                Files.deleteIfExists(entry.file());
                total -= entry.size();
            }
        }
    }

    private CachedReference pin(String sha256, long size, Path own, FileIdentity identity) {
        synchronized (verified) {
            verified.put(sha256, identity);
        }
        Pin pin = new Pin(own, identity);
        pin.users = 1;
        synchronized (pins) {
            pins.put(sha256, pin);
        }
        return reference(sha256, size, pin);
    }

    private CachedReference reference(String sha256, long size, Pin pin) {
        return new CachedReference(sha256, size, pin.file, () -> release(sha256, pin));
    }

    private void release(String sha256, Pin pin) {
        synchronized (pins) {
            pin.users--;
            if (pin.users > 0) {
                return;
            }
            pins.remove(sha256, pin);
        }
        try {
            Files.deleteIfExists(pin.file);
        } catch (IOException e) {
            return; // goes with the work folder
        }
    }

    private static @Nullable FileIdentity identityOrNull(Path file) {
        try {
            return FileIdentity.of(file);
        } catch (IOException e) {
            return null;
        }
    }

    private static void requireSha256(String sha256) {
        if (!SHA256.matcher(sha256).matches()) {
            throw new IllegalArgumentException("not a SHA-256 in lower-case hex: " + sha256);
        }
    }
}
