package dev.muster.adapters.out.sqlite;

import dev.muster.adapters.out.jdbc.JdbcDatabase;
import dev.muster.adapters.out.jdbc.Owners;
import dev.muster.adapters.out.jdbc.RunRepository;
import dev.muster.application.port.Database;
import dev.muster.application.port.Scratch;
import io.micronaut.transaction.TransactionOperations;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** SQLite as the database: one file, one writer at a time, readers that never wait. */
public final class Sqlite {
    /**
     * Write-ahead log, so that readers never wait; every commit forced to the disk; a write lock taken when a writing
     * transaction begins, so that none fails half way for want of it.
     */
    private static final String PRAGMAS =
            "journal_mode=WAL&synchronous=FULL&foreign_keys=on&busy_timeout=5000&transaction_mode=IMMEDIATE&cache_size=-32000";

    private static final int POOL_SIZE = 10;

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
                "flyway.datasources.default.locations",
                "classpath:db/sqlite",
                // There are none of these: the default would let a schema of a newer version pass.
                "flyway.datasources.default.ignore-migration-patterns",
                "repeatable:missing",
                "flyway.datasources.default.enabled",
                true);
    }

    /** The processes that work on the database at {@code url}; to be closed when this one no longer does. */
    public static Owners owners(String url) {
        String path = url.replaceFirst("^jdbc:sqlite:(file:)?", "").replaceFirst("\\?.*$", "");
        return new SqliteOwners(Path.of(path));
    }

    /** Scratch beside any database. */
    public static Scratch.Space scratch() {
        return SqliteScratch::new;
    }

    /** The stores over the default data source, which has to be one of SQLite. */
    public static Database database(TransactionOperations<Connection> operations, RunRepository runs, Owners owners) {
        return JdbcDatabase.of(new SqliteDialect(), operations, runs, owners, new ReentrantLock(true));
    }
}
