package io.deltaglider.engine.cache;

import io.deltaglider.engine.failure.Reason;
import io.deltaglider.engine.object.LogicalMetadata;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Logical metadata by stored ETag, so that LIST does not have to ask for every object. It can be lost or stale and never lies: an entry
 * speaks of bytes with this ETag and size under this key, and of no others. On disk, for any number of processes at once, and
 * bounded. A database that cannot be used costs one warning, and from then on nothing is cached; no method throws because of it.
 *
 * <p>The database is opened when there is something to find in it, or enough to put into it, and not before. Thread-safe.
 */
public final class MetadataCache implements Closeable {
    /** About 120 MB. */
    public static final long DEFAULT_MAX_ROWS = 1_000_000;

    /** A new layout of the database gets a new name: old programs and new ones may use the same folder. */
    private static final String DATABASE = "metadata-2.sqlite";

    private static final int HASH_BYTES = 8;

    /** How many rows are worth the loading of SQLite, which takes some 200 ms. */
    private static final int WORTH_OPENING = 32;

    private static final Logger LOG = LoggerFactory.getLogger(MetadataCache.class);

    /**
     * A stored object as LIST shows it.
     *
     * @param storedEtag with or without quotes
     * @param storedSize bytes
     */
    public record StoredState(String key, String storedEtag, long storedSize) {
        public StoredState {
            storedEtag = LogicalMetadata.unquoted(storedEtag);
        }
    }

    private final Path folder;
    private final String store;
    private final long maxRows;
    private final int worthOpening;
    private final InstantSource clock;
    private final Object lock = new Object();

    /** What is not in the database yet, in the order of its rows. Guarded by {@link #lock}, as all below. */
    private final SortedMap<String, LogicalMetadata> pending = new TreeMap<>();

    private @Nullable MetadataDatabase database;

    private boolean closed;
    private boolean broken;

    /**
     * @param folder where the database lies, or is created for its owner only
     * @param store tells one backend from another: its endpoint, or folder
     */
    public MetadataCache(Path folder, String store) {
        this(folder, store, DEFAULT_MAX_ROWS, WORTH_OPENING, InstantSource.system());
    }

    MetadataCache(Path folder, String store, long maxRows, int worthOpening, InstantSource clock) {
        this.folder = folder;
        this.store = store;
        this.maxRows = maxRows;
        this.worthOpening = worthOpening;
        this.clock = clock;
    }

    public Optional<LogicalMetadata> get(
            String bucket, String key, String storedEtag, long storedSize) {
        StoredState state = new StoredState(key, storedEtag, storedSize);
        return Optional.ofNullable(getAll(bucket, List.of(state)).get(state));
    }

    public void put(
            String bucket,
            String key,
            String storedEtag,
            long storedSize,
            LogicalMetadata metadata) {
        putAll(bucket, Map.of(new StoredState(key, storedEtag, storedSize), metadata));
    }

    /** What is known of these, in one transaction. */
    public Map<StoredState, LogicalMetadata> getAll(String bucket, Collection<StoredState> states) {
        Map<StoredState, LogicalMetadata> known = HashMap.newHashMap(states.size());
        synchronized (lock) {
            Map<StoredState, String> asked = HashMap.newHashMap(states.size());
            for (StoredState state : states) {
                String id = id(bucket, state);
                LogicalMetadata waiting = pending.get(id);
                if (waiting == null) {
                    asked.put(state, id);
                } else {
                    known.put(state, waiting);
                }
            }
            if (!asked.isEmpty() && (database != null || Files.exists(folder.resolve(DATABASE)))) {
                use(opened -> known.putAll(opened.get(asked)));
            }
        }
        return known;
    }

    /**
     * Keeps all of these, in one transaction.
     *
     * <p>A few are only kept in memory as long as the database is closed: opening it takes longer than asking for as many objects again.
     */
    public void putAll(String bucket, Map<StoredState, LogicalMetadata> found) {
        synchronized (lock) {
            if (closed || broken) {
                return;
            }
            found.forEach((state, metadata) -> pending.put(id(bucket, state), metadata));
            if (!pending.isEmpty() && (database != null || pending.size() >= worthOpening)) {
                use(opened -> opened.put(pending));
                pending.clear();
            }
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            pending.clear();
            closeDatabase();
        }
    }

    private interface Action {
        void run(MetadataDatabase opened) throws MetadataDatabase.UnusableException;
    }

    /** With {@link #lock} held. */
    private void use(Action action) {
        if (closed || broken) {
            return;
        }
        try {
            if (database == null) {
                database = MetadataDatabase.open(folder, DATABASE, maxRows, clock);
            }
            action.run(database);
        } catch (MetadataDatabase.UnusableException e) {
            broken = true;
            LOG.warn(
                    "the metadata cache {} cannot be used ({}); listings take longer without it. If"
                            + " this stays so, delete the file.",
                    folder.resolve(DATABASE),
                    Reason.of(e));
            LOG.debug("the metadata cache cannot be used", e);
            closeDatabase();
        }
    }

    private void closeDatabase() {
        if (database != null) {
            database.close();
            database = null;
        }
    }

    /**
     * One row for each state of an object: a hash of where its folder is, its name in there, a hash of the state. So a listing, which
     * comes in the order of keys, reads and writes rows that lie beside each other; by hashes alone each would be on a page of its own.
     */
    private String id(String bucket, StoredState state) {
        int nameAt = state.key.lastIndexOf('/') + 1;
        byte[] place = hash(store, bucket, state.key.substring(0, nameAt));
        byte[] name = state.key.substring(nameAt).getBytes(StandardCharsets.UTF_8);
        byte[] version = hash(state.storedEtag, Long.toString(state.storedSize));
        ByteBuffer id = ByteBuffer.allocate(place.length + name.length + 1 + version.length);
        id.put(place).put(name).put((byte) 0).put(version);
        return HexFormat.of().formatHex(id.array());
    }

    private static byte[] hash(String... parts) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
            digest.update(bytes);
        }
        return Arrays.copyOf(digest.digest(), HASH_BYTES);
    }
}
