package dev.muster.adapters.out.jdbc;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.REPORTS;

import dev.muster.adapters.out.postgres.Postgres;
import dev.muster.adapters.out.postgres.PostgresServer;
import dev.muster.adapters.out.sqlite.Sqlite;
import dev.muster.application.port.Database;
import io.micronaut.context.ApplicationContext;
import io.micronaut.core.type.Argument;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.transaction.TransactionOperations;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** A migrated database behind Micronaut's default data source, emptied for each test instead of made anew. */
public final class MigratedDatabase implements AutoCloseable {
    /** Queries for the names of the tables, those that refer to others first, by product. */
    private static final Map<String, String> TABLES = Map.of(
            "SQLite",
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
                    + " AND name NOT LIKE 'flyway%' ORDER BY rowid DESC",
            "PostgreSQL",
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
                    + " AND relname NOT LIKE 'flyway%' ORDER BY oid DESC");

    private final ApplicationContext context;
    private final Database database;

    /** Makes the stores out of the data source itself, the transactions and the repository. */
    public interface Opening {
        Database open(DataSource source, TransactionOperations<Connection> operations, RunRepository runs);
    }

    /** SQLite, in a file of {@code folder}. */
    public static MigratedDatabase onSqlite(Path folder) {
        return new MigratedDatabase(
                Sqlite.configuration("jdbc:sqlite:" + folder.resolve("muster.db")),
                (source, operations, runs) -> Sqlite.database(
                        Sqlite.writers(), operations, runs, Owners.alone(), CATALOG, REPORTS.keptRollups()));
    }

    /** SQLite, in a file of {@code folder}, through another driver. */
    static MigratedDatabase onSqlite(Path folder, Class<? extends Driver> driver) {
        return new MigratedDatabase(
                through(driver, Sqlite.configuration("jdbc:sqlite:" + folder.resolve("muster.db"))),
                (source, operations, runs) -> Sqlite.database(
                        Sqlite.writers(), operations, runs, Owners.alone(), CATALOG, REPORTS.keptRollups()));
    }

    /** PostgreSQL, in a new database of the server, through another driver. */
    static MigratedDatabase onPostgres(Class<? extends Driver> driver) {
        return new MigratedDatabase(
                through(driver, Postgres.configuration(PostgresServer.newDatabase(), "postgres", null)),
                (source, operations, runs) ->
                        Postgres.database(source, operations, runs, Owners.alone(), CATALOG, REPORTS.keptRollups()));
    }

    private static Map<String, Object> through(Class<? extends Driver> driver, Map<String, Object> configuration) {
        Map<String, Object> changed = new HashMap<>(configuration);
        changed.put("datasources.default.driver-class-name", driver.getName());
        return changed;
    }

    /** PostgreSQL, in a new database of the server. */
    public static MigratedDatabase onPostgres() {
        return new MigratedDatabase(
                Postgres.configuration(PostgresServer.newDatabase(), "postgres", null),
                (source, operations, runs) ->
                        Postgres.database(source, operations, runs, Owners.alone(), CATALOG, REPORTS.keptRollups()));
    }

    @SuppressWarnings("unchecked")
    public MigratedDatabase(Map<String, Object> configuration, Opening opening) {
        context = ApplicationContext.builder()
                .properties(configuration)
                .banner(false)
                .start();
        TransactionOperations<Connection> operations = (TransactionOperations<Connection>)
                context.getBean(Argument.of(TransactionOperations.class, Connection.class));
        database = opening.open(context.getBean(DataSource.class), operations, context.getBean(RunRepository.class));
    }

    public Database database() {
        return database;
    }

    /** A connection of its own, in no transaction. */
    public Connection connect() throws SQLException {
        return source().getConnection();
    }

    /** The data source itself, outside of the stores' transactions. */
    public DataSource source() {
        return DelegatingDataSource.unwrapDataSource(context.getBean(DataSource.class));
    }

    /** The name that the server calls itself by. */
    public String product() {
        try (Connection connection = connect()) {
            return connection.getMetaData().getDatabaseProductName();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Deletes all rows of all tables. Each in a transaction of its own: PostgreSQL would look through all rows that were deleted
     * of a table in the same one, for each row to which it referred.
     */
    public Database emptied() {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String name : tables(connection)) {
                statement.execute("DELETE FROM " + name);
            }
            return database;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The names of all tables, those that refer to others first. */
    List<String> tables(Connection connection) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(
                        TABLES.get(connection.getMetaData().getDatabaseProductName()))) {
            while (results.next()) {
                names.add(results.getString(1));
            }
        }
        return names;
    }

    @Override
    public void close() {
        context.close();
    }
}
