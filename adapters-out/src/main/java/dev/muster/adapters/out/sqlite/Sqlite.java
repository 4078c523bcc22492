package dev.muster.adapters.out.sqlite;

import dev.muster.adapters.out.disk.PrivateFiles;
import dev.muster.adapters.out.jdbc.ColumnTypes;
import dev.muster.adapters.out.jdbc.Dialect;
import dev.muster.adapters.out.jdbc.JdbcDatabase;
import dev.muster.adapters.out.jdbc.Owners;
import dev.muster.adapters.out.jdbc.RunRepository;
import dev.muster.application.port.Database;
import dev.muster.application.port.Scratch;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.report.Rollup;
import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.TransactionOperations;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteJDBCLoader;

/** SQLite as the database. It is one file with one writer at a time, and readers never wait. */
public final class Sqlite {
    /** The time, in milliseconds, for which the database itself waits for a lock before it says that it is busy. */
    static final int BUSY_TIMEOUT = 2_000;

    /** A write-ahead log lets readers never wait. Every commit is forced to the disk. */
    private static final String PRAGMAS =
            "journal_mode=WAL&synchronous=FULL&foreign_keys=on&cache_size=-32000&busy_timeout=" + BUSY_TIMEOUT
                    + "&journal_size_limit=" + WriteAheadLog.LIMIT;

    /**
     * Bytes of the database that all connections of the process keep in memory together. Each for itself, they would
     * take ten times as many.
     */
    private static final int MEMORY = 64 << 20;

    /**
     * There are more connections than long work can hold at once, so that some are left for look-ups: 4 exports that
     * are written while they are read and 2 in memory, 3 analytic reads, and 4 loads or rehearsals. Change this number
     * together with these bounds of the service.
     */
    private static final int POOL_SIZE = 16;

    private Sqlite() {}

    /**
     * Returns Micronaut's configuration of the default data source and its migrations for the database at {@code url}.
     */
    public static Map<String, Object> configuration(String url) {
        return Map.of(
                "datasources.default.url",
                url + (url.contains("?") ? "&" : "?") + PRAGMAS,
                "datasources.default.driver-class-name",
                "org.sqlite.JDBC",
                "datasources.default.dialect",
                "ANSI",
                "datasources.default.maximum-pool-size",
                POOL_SIZE,
                "datasources.default.minimum-idle",
                1,
                "datasources.default.connection-init-sql",
                "PRAGMA soft_heap_limit = " + MEMORY,
                "flyway.datasources.default.locations",
                "classpath:db/sqlite",
                // No migration may be ignored. The default would accept a schema of a newer version.
                "flyway.datasources.default.ignore-migration-patterns",
                "repeatable:missing",
                "flyway.datasources.default.enabled",
                true);
    }

    /**
     * Loads SQLite itself, a native library, unless it is loaded already. Returns whether it is: it can be tried again with
     * another folder to unpack it into, named by the property {@code org.sqlite.tmpdir}.
     */
    public static boolean loadLibrary() {
        try {
            return SQLiteJDBCLoader.initialize();
        } catch (Exception e) {
            // The driver declares no narrower one.
            return false;
        }
    }

    /**
     * Makes the file of the database at {@code url} unless there is one. Only its owner may read it. Files that SQLite
     * puts beside it get the same permissions.
     */
    public static void makeFile(String url) {
        String path = path(url);
        if (path.isEmpty() || path.equals(":memory:")) {
            return;
        }
        try {
            PrivateFiles.makeFile(Path.of(path));
        } catch (IOException e) {
            // SQLite cannot make it either, and will say why.
        }
    }

    private static String path(String url) {
        return url.replaceFirst("^jdbc:sqlite:(file:)?", "").replaceFirst("\\?.*$", "");
    }

    /**
     * Returns the processes that work on the database at {@code url}. Close it when this process no longer works on the
     * database.
     */
    public static Owners owners(String url) {
        return new SqliteOwners(file(url));
    }

    /** Returns the file of the database at {@code url}. */
    public static Path file(String url) {
        return Path.of(path(url));
    }

    /**
     * Returns whether a database could not be opened because of its file or the file's place. Such a failure does not
     * pass by itself.
     */
    public static boolean isWrongFile(SQLException failure) {
        return failure instanceof SQLiteException sqlite
                && switch (sqlite.getResultCode()) {
                    case SQLITE_NOTADB, SQLITE_CANTOPEN, SQLITE_CANTOPEN_ISDIR, SQLITE_PERM, SQLITE_READONLY -> true;
                    default -> false;
                };
    }

    /** Returns the lock that all writers of one process to one database take, each in its turn. */
    public static Lock writers() {
        return new ReentrantLock(true);
    }

    /** Returns room for scratch beside any database. */
    public static Scratch.Space scratch() {
        return SqliteScratch::new;
    }

    /**
     * Returns the stores over the default data source, which must be one of SQLite.
     *
     * @param writers held by each transaction that writes; all that write to the database in this process share it
     * @param catalog the datasets that have tables
     * @param kept the rollups that have tables
     */
    public static Database database(
            Lock writers,
            TransactionOperations<Connection> operations,
            RunRepository runs,
            Owners owners,
            Catalog catalog,
            List<Rollup> kept) {
        ColumnTypes types = new SqliteColumnTypes();
        return JdbcDatabase.of(
                new JdbcDatabase.Engine(
                        types,
                        new SqliteBulkRows(types),
                        dialect(),
                        new SqliteFailures(),
                        TransactionDefinition.READ_ONLY,
                        writers),
                operations,
                runs,
                owners,
                catalog,
                kept);
    }

    /** Returns the words of SQL that SQLite has of its own. */
    public static Dialect dialect() {
        return new SqliteDialect();
    }
}
