package dev.muster.adapters.out.postgres;

import dev.muster.adapters.out.jdbc.ColumnTypes;
import dev.muster.adapters.out.jdbc.Dialect;
import dev.muster.adapters.out.jdbc.JdbcDatabase;
import dev.muster.adapters.out.jdbc.Owners;
import dev.muster.adapters.out.jdbc.RunRepository;
import dev.muster.application.port.Database;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.report.Rollup;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.TransactionOperations;
import io.micronaut.transaction.support.DefaultTransactionDefinition;
import java.sql.Connection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** PostgreSQL 15 and newer as the database, RDS and Aurora included. */
public final class Postgres {
    /** What traces call it. */
    static final String SYSTEM = "postgresql";

    /** The time for which a statement waits for others to release rows and tables. */
    static final String LOCK_TIMEOUT = "30s";

    private static final int POOL_SIZE = 16;

    /**
     * The times are long enough for a batch or a report on a busy server. A session that forgot its transaction must
     * not hold locks for longer.
     */
    private static final String SESSION = String.join(
            ";",
            "SET statement_timeout = '10min'",
            "SET lock_timeout = '%s'".formatted(LOCK_TIMEOUT),
            "SET idle_in_transaction_session_timeout = '10min'",
            "SET TIME ZONE 'UTC'");

    /** The driver must notice soon that a server is gone, and put many rows of a batch into one INSERT. */
    private static final String DRIVER_PROPERTIES = "connectTimeout=5&tcpKeepAlive=true&reWriteBatchedInserts=true";

    /** What fails is told once, by who asked for it; the driver would tell it on standard error as well. */
    private static final Logger OF_DRIVER = Logger.getLogger("org.postgresql");

    static {
        OF_DRIVER.setLevel(Level.OFF);
    }

    private Postgres() {}

    /**
     * Returns Micronaut's configuration of the default data source and its migrations for the database at {@code url}.
     */
    public static Map<String, Object> configuration(String url, @Nullable String user, @Nullable String password) {
        Map<String, Object> configuration = new HashMap<>(Map.of(
                "datasources.default.url",
                withDriverProperties(url),
                "datasources.default.driver-class-name",
                "org.postgresql.Driver",
                "datasources.default.dialect",
                "POSTGRES",
                "datasources.default.maximum-pool-size",
                POOL_SIZE,
                "datasources.default.minimum-idle",
                1,
                "datasources.default.connection-init-sql",
                "%s;SET application_name = 'muster-%s'".formatted(SESSION, Owners.newOwner()),
                // These times, in milliseconds and in seconds, say how soon a database that is gone is noticed.
                "datasources.default.connection-timeout",
                5_000,
                "flyway.datasources.default.locations",
                "classpath:db/postgres",
                // No migration may be ignored. The default would accept a schema of a newer version.
                "flyway.datasources.default.ignore-migration-patterns",
                "repeatable:missing",
                "flyway.datasources.default.enabled",
                true));
        if (user != null) {
            configuration.put("datasources.default.username", user);
        }
        if (password != null) {
            configuration.put("datasources.default.password", password);
        }
        return configuration;
    }

    /**
     * Puts properties into the URL, because Micronaut changes the names of properties elsewhere. The last value of a
     * name counts, which is the user's.
     */
    private static String withDriverProperties(String url) {
        int query = url.indexOf('?');
        return query < 0
                ? url + "?" + DRIVER_PROPERTIES
                : "%s?%s&%s".formatted(url.substring(0, query), DRIVER_PROPERTIES, url.substring(query + 1));
    }

    /**
     * Returns the processes that work on the database behind {@code source}. Close it when this process no longer works
     * on the database.
     */
    public static Owners owners(DataSource source) {
        return new PostgresOwners(DelegatingDataSource.unwrapDataSource(source));
    }

    /**
     * Returns the stores over the default data source, {@code source}, which must be one of PostgreSQL.
     *
     * @param catalog the datasets that have tables
     * @param kept the rollups that have tables
     */
    public static Database database(
            DataSource source,
            TransactionOperations<Connection> operations,
            RunRepository runs,
            Owners owners,
            Catalog catalog,
            List<Rollup> kept) {
        ColumnTypes types = new PostgresColumnTypes();
        return JdbcDatabase.of(
                new JdbcDatabase.Engine(
                        types,
                        new PostgresBulkRows(types),
                        dialect(),
                        new PostgresFailures(DelegatingDataSource.unwrapDataSource(source)),
                        reading(),
                        null),
                operations,
                runs,
                owners,
                catalog,
                kept);
    }

    /** Returns the words of SQL that PostgreSQL has of its own. */
    public static Dialect dialect() {
        return new PostgresDialect();
    }

    private static TransactionDefinition reading() {
        DefaultTransactionDefinition reading = new DefaultTransactionDefinition();
        reading.setReadOnly(true);
        reading.setIsolationLevel(TransactionDefinition.Isolation.REPEATABLE_READ);
        return reading;
    }
}
