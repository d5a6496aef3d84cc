package io.deltaglider.engine.cache;

import io.deltaglider.engine.object.LogicalMetadata;

import org.sqlite.SQLiteConfig;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The table behind {@link MetadataCache}, in SQLite: other processes may use it at the same time. All classes of JDBC are
 * reached through this one, and are loaded with it. Not thread-safe.
 */
final class MetadataDatabase implements Closeable {
    /** How long another process's transaction, which takes milliseconds, is waited for. */
    private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(5);

    /** The time of last use is written anew only when it is older, so that reading seldom writes. */
    private static final Duration USE_GRANULARITY = Duration.ofHours(12);

    /** Pages that are kept in memory: the branches of the tree, and the leaves that a listing is at. */
    private static final int CACHE_KIB = 16 << 10;

    /** Full tables shrink by 1/16 at a time. */
    private static final int PRUNED_SHARE = 16;

    /** The number of rows is kept by triggers: counting a million of them takes longer than a listing. */
    private static final List<String> SCHEMA =
            List.of(
                    "CREATE TABLE IF NOT EXISTS metadata (id BLOB PRIMARY KEY, size INTEGER NOT"
                        + " NULL, etag TEXT NOT NULL, modified TEXT, delta INTEGER NOT NULL, used"
                        + " INTEGER NOT NULL) WITHOUT ROWID",
                    "CREATE TABLE IF NOT EXISTS total (id INTEGER PRIMARY KEY CHECK (id = 0),"
                            + " row_count INTEGER NOT NULL)",
                    "INSERT OR IGNORE INTO total VALUES (0, 0)",
                    "CREATE TRIGGER IF NOT EXISTS added AFTER INSERT ON metadata"
                            + " BEGIN UPDATE total SET row_count = row_count + 1; END",
                    "CREATE TRIGGER IF NOT EXISTS removed AFTER DELETE ON metadata"
                            + " BEGIN UPDATE total SET row_count = row_count - 1; END");

    /** Any failure of the database, whatever the reason. */
    static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableException(Exception cause) {
            super(cause.getMessage(), cause);
        }
    }

    private final Connection connection;
    private final long maxRows;
    private final InstantSource clock;

    private MetadataDatabase(Connection connection, long maxRows, InstantSource clock) {
        this.connection = connection;
        this.maxRows = maxRows;
        this.clock = clock;
    }

    static MetadataDatabase open(Path folder, String name, long maxRows, InstantSource clock)
            throws UnusableException {
        try {
            PrivateFolders.create(folder);
            SQLiteConfig config = new SQLiteConfig();
            config.setBusyTimeout((int) BUSY_TIMEOUT.toMillis());
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
            config.setCacheSize(-CACHE_KIB);
            config.setPragma(
                    SQLiteConfig.Pragma.JOURNAL_SIZE_LIMIT, Integer.toString(CACHE_KIB << 10));
            config.setTransactionMode(SQLiteConfig.TransactionMode.DEFERRED);
            PrivateFolders.createFile(folder.resolve(name));
            Connection connection = config.createConnection("jdbc:sqlite:" + folder.resolve(name));
            boolean usable = false;
            try {
                createSchema(connection);
                connection.setAutoCommit(false);
                usable = true;
                return new MetadataDatabase(connection, maxRows, clock);
            } finally {
                if (!usable) {
                    connection.close();
                }
            }
        } catch (SQLException | IOException | LinkageError e) {
            throw new UnusableException(e instanceof Exception ex ? ex : new IOException(e));
        }
    }

    private static void createSchema(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet last =
                    statement.executeQuery("SELECT 1 FROM sqlite_schema WHERE name = 'removed'")) {
                if (last.next()) {
                    return;
                }
            }
            statement.execute("BEGIN IMMEDIATE"); // another process may be doing the same
            for (String definition : SCHEMA) {
                statement.execute(definition);
            }
            statement.execute("COMMIT");
        }
    }

    /** What there is of these ids in hex, under the same names. */
    <T> Map<T, LogicalMetadata> get(Map<T, String> ids) throws UnusableException {
        List<String> longUnused = new ArrayList<>();
        Map<T, LogicalMetadata> found = inTransaction(() -> select(ids, longUnused));
        if (!longUnused.isEmpty()) {
            // Not in the same transaction: one that has read cannot start to write while another
            // process does.
            inTransaction(() -> markUsed(longUnused));
        }
        return found;
    }

    /** Keeps these, by their ids in hex. */
    void put(Map<String, LogicalMetadata> rows) throws UnusableException {
        inTransaction(() -> {
            insert(rows);
            prune();
            return rows.size();
        });
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            return; // a cache has nothing to lose
        }
    }

    private interface Work<T> {
        T run() throws SQLException;
    }

    private <T> T inTransaction(Work<T> work) throws UnusableException {
        try {
            boolean done = false;
            try {
                T result = work.run();
                connection.commit();
                done = true;
                return result;
            } finally {
                if (!done) {
                    connection.rollback();
                }
            }
        } catch (SQLException | DateTimeException e) {
            throw new UnusableException(e);
        }
    }

    private <T> Map<T, LogicalMetadata> select(Map<T, String> ids, List<String> longUnused)
            throws SQLException {
        Map<T, LogicalMetadata> found = HashMap.newHashMap(ids.size());
        long recent = clock.instant().minus(USE_GRANULARITY).toEpochMilli();
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT size, etag, modified, delta, used FROM metadata WHERE id = ?")) {
            for (Map.Entry<T, String> wanted : ids.entrySet()) {
                select.setBytes(1, HexFormat.of().parseHex(wanted.getValue()));
                try (ResultSet row = select.executeQuery()) {
                    if (row.next()) {
                        found.put(wanted.getKey(), metadata(row));
                        if (row.getLong(5) < recent) {
                            longUnused.add(wanted.getValue());
                        }
                    }
                }
            }
        }
        return found;
    }

    private static LogicalMetadata metadata(ResultSet row) throws SQLException {
        Optional<Instant> modified = Optional.ofNullable(row.getString(3)).map(Instant::parse);
        return new LogicalMetadata(row.getLong(1), row.getString(2), modified, row.getBoolean(4));
    }

    private int markUsed(List<String> ids) throws SQLException {
        long now = clock.millis();
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE metadata SET used = ? WHERE id = ?")) {
            for (String id : ids) {
                update.setLong(1, now);
                update.setBytes(2, HexFormat.of().parseHex(id));
                update.addBatch();
            }
            return update.executeBatch().length;
        }
    }

    private void insert(Map<String, LogicalMetadata> rows) throws SQLException {
        long now = clock.millis();
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO metadata (id, size, etag, modified, delta, used) VALUES (?, ?,"
                            + " ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET size = excluded.size,"
                            + " etag = excluded.etag, modified = excluded.modified, delta ="
                            + " excluded.delta, used = excluded.used")) {
            for (Map.Entry<String, LogicalMetadata> row : rows.entrySet()) {
                LogicalMetadata metadata = row.getValue();
                insert.setBytes(1, HexFormat.of().parseHex(row.getKey()));
                insert.setLong(2, metadata.size());
                insert.setString(3, metadata.etag());
                insert.setString(4, metadata.modified().map(Instant::toString).orElse(null));
                insert.setBoolean(5, metadata.delta());
                insert.setLong(6, now);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** Deletes the rows used longest ago, and somewhat more than it must, so that it has not to be done soon again. */
    private void prune() throws SQLException {
        long rows;
        try (Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT row_count FROM total")) {
            count.next();
            rows = count.getLong(1);
        }
        if (rows > maxRows) {
            try (PreparedStatement delete =
                    connection.prepareStatement(
                            "DELETE FROM metadata WHERE id IN (SELECT id FROM metadata ORDER BY"
                                    + " used LIMIT ?)")) {
                delete.setLong(1, rows - maxRows + maxRows / PRUNED_SHARE);
                delete.executeUpdate();
            }
        }
    }
}
