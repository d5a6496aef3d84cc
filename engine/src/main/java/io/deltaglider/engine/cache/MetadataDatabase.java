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
import java.util.Collection;
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
    private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(2);

    /** The time of last use is written anew only when it is older, so that reading seldom writes. */
    private static final Duration USE_GRANULARITY = Duration.ofHours(12);

    /** Full tables shrink by 1/16 at a time. */
    private static final int PRUNED_SHARE = 16;

    private static final String CREATE =
            "CREATE TABLE IF NOT EXISTS metadata (id BLOB PRIMARY KEY, size INTEGER NOT NULL, etag"
                + " TEXT NOT NULL, modified TEXT, delta INTEGER NOT NULL, used INTEGER NOT NULL)"
                + " WITHOUT ROWID";

    /** Any failure of the database, whatever the reason. */
    static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableException(Exception cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** @param id in hex */
    record Row(String id, LogicalMetadata metadata) {}

    private final Connection connection;
    private final long maxRows;
    private final InstantSource clock;

    /** How many rows may be added before they are counted again; other processes add rows too. */
    private long untilCount;

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
            config.setTransactionMode(SQLiteConfig.TransactionMode.DEFERRED);
            Connection connection = config.createConnection("jdbc:sqlite:" + folder.resolve(name));
            boolean usable = false;
            try (Statement statement = connection.createStatement()) {
                statement.execute(CREATE);
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

    /** What there is of these ids, under the same names. */
    <T> Map<T, LogicalMetadata> get(Map<T, String> ids) throws UnusableException {
        return inTransaction(() -> select(ids));
    }

    void put(Collection<Row> rows) throws UnusableException {
        inTransaction(() -> {
            insert(rows);
            untilCount -= rows.size();
            if (untilCount < 0) {
                prune();
            }
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

    private <T> Map<T, LogicalMetadata> select(Map<T, String> ids) throws SQLException {
        Map<T, LogicalMetadata> found = HashMap.newHashMap(ids.size());
        List<String> longUnused = new ArrayList<>();
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
        if (!longUnused.isEmpty()) {
            markUsed(longUnused);
        }
        return found;
    }

    private static LogicalMetadata metadata(ResultSet row) throws SQLException {
        Optional<Instant> modified = Optional.ofNullable(row.getString(3)).map(Instant::parse);
        return new LogicalMetadata(row.getLong(1), row.getString(2), modified, row.getBoolean(4));
    }

    private void markUsed(List<String> ids) throws SQLException {
        long now = clock.millis();
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE metadata SET used = ? WHERE id = ?")) {
            for (String id : ids) {
                update.setLong(1, now);
                update.setBytes(2, HexFormat.of().parseHex(id));
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    private void insert(Collection<Row> rows) throws SQLException {
        long now = clock.millis();
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT OR REPLACE INTO metadata (id, size, etag, modified, delta, used)"
                                + " VALUES (?, ?, ?, ?, ?, ?)")) {
            for (Row row : rows) {
                insert.setBytes(1, HexFormat.of().parseHex(row.id));
                insert.setLong(2, row.metadata.size());
                insert.setString(3, row.metadata.etag());
                insert.setString(4, row.metadata.modified().map(Instant::toString).orElse(null));
                insert.setBoolean(5, row.metadata.delta());
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
                ResultSet count = statement.executeQuery("SELECT count(*) FROM metadata")) {
            count.next();
            rows = count.getLong(1);
        }
        long slack = maxRows / PRUNED_SHARE;
        if (rows > maxRows) {
            try (PreparedStatement delete =
                    connection.prepareStatement(
                            "DELETE FROM metadata WHERE id IN (SELECT id FROM metadata ORDER BY"
                                    + " used LIMIT ?)")) {
                delete.setLong(1, rows - maxRows + slack);
                delete.executeUpdate();
            }
            rows = maxRows - slack;
        }
        untilCount = Math.min(maxRows - rows, slack);
    }
}
