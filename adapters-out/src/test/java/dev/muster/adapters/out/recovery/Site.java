package dev.muster.adapters.out.recovery;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.REPORTS;
import static dev.muster.application.fixtures.Fixtures.TRANSACTIONS;

import dev.muster.adapters.out.backups.BackupFiles;
import dev.muster.adapters.out.disk.DiskStorage;
import dev.muster.adapters.out.jdbc.MigratedDatabase;
import dev.muster.adapters.out.jdbc.Owners;
import dev.muster.adapters.out.postgres.Postgres;
import dev.muster.adapters.out.sqlite.Sqlite;
import dev.muster.application.backup.Backups;
import dev.muster.application.backup.CreateBackup;
import dev.muster.application.backup.RestoreBackup;
import dev.muster.application.backup.VerifyBackup;
import dev.muster.application.fixtures.Announcing;
import dev.muster.application.fixtures.ToldLog;
import dev.muster.application.ingest.IngestRecords;
import dev.muster.application.ingest.Input;
import dev.muster.application.ingest.LoadRequest;
import dev.muster.application.ingest.TimeOrderedIds;
import dev.muster.application.memory.InMemoryScratch;
import dev.muster.application.memory.LineDecoder;
import dev.muster.application.port.BackupFormat;
import dev.muster.application.port.Database;
import dev.muster.application.port.IdSource;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.RunListener;
import dev.muster.application.reports.ComputeReport;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;

/** A process's view of one database and one storage, which other processes work on as well. */
final class Site implements AutoCloseable {
    private static final long MAX_BYTES = 1L << 30;

    final Database database;
    final IngestRecords ingestRecords;
    final Backups backups;
    final CreateBackup createBackup;
    final VerifyBackup verifyBackup;
    final RestoreBackup restoreBackup;
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
                            ? Sqlite.database(
                                    Sqlite.writers(), operations, runs, made[0], CATALOG, REPORTS.keptRollups())
                            : Postgres.database(source, operations, runs, made[0], CATALOG, REPORTS.keptRollups());
                });
        owners = made[0];
        database = migrated.database();
        ObjectStore objects = DiskStorage.in(storage);
        InstantSource clock = InstantSource.system();
        IdSource ids = new TimeOrderedIds(clock, new SecureRandom());
        ingestRecords = new IngestRecords(
                CATALOG, database, objects, new LineDecoder(), clock, ids, MAX_BYTES, InMemoryScratch::new);
        BackupFormat format = BackupFiles.format();
        backups = new Backups(objects, format);
        verifyBackup = new VerifyBackup(CATALOG, objects, format, backups, clock);
        createBackup = new CreateBackup(
                database,
                objects,
                format,
                backups,
                verifyBackup,
                new ComputeReport(CATALOG, REPORTS, database),
                Announcing.in(database, clock),
                clock,
                ids,
                new ToldLog());
        restoreBackup = new RestoreBackup(CATALOG, database, backups, verifyBackup, clock, ids);
    }

    /** A connection beside those of the stores. */
    Connection connect() throws SQLException {
        return migrated.connect();
    }

    /** Inserts or replaces transactions. */
    void load(Mode mode, String lines) {
        try {
            ingestRecords.ingest(
                    new LoadRequest(TRANSACTIONS, mode, LoadOptions.of(LoadOptions.Format.CSV), false),
                    new Input(
                            Source.Kind.UPLOAD,
                            "transactions.csv",
                            new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8))),
                    RunListener.NONE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        owners.close();
        migrated.close();
    }
}
