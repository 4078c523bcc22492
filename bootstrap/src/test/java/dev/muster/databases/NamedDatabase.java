package dev.muster.databases;

import dev.muster.adapters.out.jdbc.MigratedDatabase;
import dev.muster.application.contract.DatabaseUnderTest;
import dev.muster.application.port.Database;
import dev.muster.domain.dataset.Catalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** The database that the property {@value #NAME} names, as it calls itself: one for all tests of this process. */
public final class NamedDatabase implements DatabaseUnderTest {
    static final String NAME = "muster.test.database";

    private static final MigratedDatabase DATABASE = open();

    private static MigratedDatabase open() {
        String name = System.getProperty(NAME);
        return switch (name) {
            case "SQLite" -> {
                try {
                    yield MigratedDatabase.onSqlite(Files.createTempDirectory("muster"));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            case "PostgreSQL" -> MigratedDatabase.onPostgres();
            default -> throw new IllegalStateException("there is no database " + name);
        };
    }

    @Override
    public Database emptyDatabase(Catalog catalog) {
        return DATABASE.emptied();
    }

    static String product() {
        return DATABASE.product();
    }
}
