package dev.muster.adapters.out.sqlite;

import dev.muster.adapters.out.disk.PrivateFiles;
import dev.muster.adapters.out.jdbc.ColumnTypes;
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
import java.util.concurrent.locks.ReentrantLock;
import org.sqlite.SQLiteException;

/** SQLite as the database: one file, one writer at a time, readers that never wait. */
public final class Sqlite {
    /** How long, in milliseconds, the database itself waits for a lock before it says that it is busy. */
    static final int BUSY_TIMEOUT = 2_000;

    /** Write-ahead log, so that readers never wait; every commit forced to the disk. */
    private static final String PRAGMAS =
            "journal_mode=WAL&synchronous=FULL&foreign_keys=on&cache_size=-32000&busy_timeout=" + BUSY_TIMEOUT
                    + "&journal_size_limit=" + WriteAheadLog.LIMIT;

    /** In bytes, for what all connections of the process together keep of the database; each for itself would take ten times that. */
    private static final int MEMORY = 64 << 20;

    /**
     * More than can be held for long at once, so that there are some left for look-ups: 4 exports that are written while they
     * are read and 2 in memory, 3 analytic reads, and 4 loads or rehearsals. Whoever changes one of these bounds, which are the
     * service's, changes this.
     */
    private static final int POOL_SIZE = 16;

    private Sqlite() {}

    /** Micronaut's configuration of the default data source and its migrations for the database at {@code url}. */
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
                // There are none of these: the default would let a schema of a newer version pass.
                "flyway.datasources.default.ignore-migration-patterns",
                "repeatable:missing",
                "flyway.datasources.default.enabled",
                true);
    }

    /**
     * Makes the file of the database at {@code url}, readable by its owner only, unless it is there. What SQLite puts beside it
     * gets the same permissions.
     */
    public static void makeFile(String url) {
        String path = path(url);
        if (path.isEmpty() || path.equals(":memory:")) {
            return;
        }
        try {
            PrivateFiles.makeFile(Path.of(path));
        } catch (IOException e) {
            // SQLite cannot make it either, and says why.
        }
    }

    private static String path(String url) {
        return url.replaceFirst("^jdbc:sqlite:(file:)?", "").replaceFirst("\\?.*$", "");
    }

    /** The processes that work on the database at {@code url}; to be closed when this one no longer does. */
    public static Owners owners(String url) {
        return new SqliteOwners(file(url));
    }

    /** The file that the database at {@code url} is. */
    public static Path file(String url) {
        return Path.of(path(url));
    }

    /** Whether a database could not be opened because of what and where its file is, which does not pass by itself. */
    public static boolean isWrongFile(SQLException failure) {
        return failure instanceof SQLiteException sqlite
                && switch (sqlite.getResultCode()) {
                    case SQLITE_NOTADB, SQLITE_CANTOPEN, SQLITE_CANTOPEN_ISDIR, SQLITE_PERM, SQLITE_READONLY -> true;
                    default -> false;
                };
    }

    /** Scratch beside any database. */
    public static Scratch.Space scratch() {
        return SqliteScratch::new;
    }

    /**
     * The stores over the default data source, which has to be one of SQLite.
     *
     * @param catalog the datasets that have tables
     * @param kept the rollups that have tables
     */
    public static Database database(
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
                        new SqliteDialect(),
                        new SqliteFailures(),
                        TransactionDefinition.READ_ONLY,
                        new ReentrantLock(true)),
                operations,
                runs,
                owners,
                catalog,
                kept);
    }
}
