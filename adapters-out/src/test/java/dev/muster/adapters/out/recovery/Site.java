package dev.muster.adapters.out.recovery;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.REPORTS;

import dev.muster.adapters.out.disk.DiskStorage;
import dev.muster.adapters.out.jdbc.MigratedDatabase;
import dev.muster.adapters.out.jdbc.Owners;
import dev.muster.adapters.out.postgres.Postgres;
import dev.muster.adapters.out.sqlite.Sqlite;
import dev.muster.application.ingest.IngestRecords;
import dev.muster.application.ingest.TimeOrderedIds;
import dev.muster.application.memory.InMemoryScratch;
import dev.muster.application.memory.LineDecoder;
import dev.muster.application.port.Database;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;

/** A process's view of one database and one storage, which other processes work on as well. */
final class Site implements AutoCloseable {
    private static final long MAX_BYTES = 1L << 30;

    final Database database;
    final IngestRecords ingestRecords;
    private final MigratedDatabase migrated;
    private final Owners owners;

    Site(String url, Path storage) {
        boolean sqlite = url.startsWith("jdbc:sqlite:");
        Owners[] made = new Owners[1];
        migrated = new MigratedDatabase(
                sqlite ? Sqlite.configuration(url) : Postgres.configuration(url, "postgres", null),
                (source, operations, runs) -> {
                    made[0] = sqlite ? Sqlite.owners(url) : Postgres.owners(source);
                    return sqlite
                            ? Sqlite.database(operations, runs, made[0], CATALOG, REPORTS.keptRollups())
                            : Postgres.database(source, operations, runs, made[0], CATALOG, REPORTS.keptRollups());
                });
        owners = made[0];
        database = migrated.database();
        ingestRecords = new IngestRecords(
                CATALOG,
                database,
                DiskStorage.in(storage),
                new LineDecoder(),
                InstantSource.system(),
                new TimeOrderedIds(InstantSource.system(), new SecureRandom()),
                MAX_BYTES,
                InMemoryScratch::new);
    }

    @Override
    public void close() {
        owners.close();
        migrated.close();
    }
}
