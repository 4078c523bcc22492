package dev.muster.adapters.out.recovery;

import static dev.muster.application.fixtures.Fixtures.CATALOG;

import dev.muster.application.backup.BackupProgress;
import dev.muster.application.backup.MoveDatabase;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A Java machine of its own that makes a backup, restores one or moves a database; says {@code ready}, waits until its input
 * is closed, and says {@code done} in the end.
 */
final class BackupProcess {
    private BackupProcess() {}

    /** What it does. */
    enum Work {
        BACKUP,
        RESTORE,
        MOVE
    }

    /** @param arguments address of the database, folder of the storage, work, backup or address of the other database */
    public static void main(String[] arguments) throws IOException {
        Path storage = Path.of(arguments[1]);
        Work work = Work.valueOf(arguments[2]);
        try (Site site = new Site(arguments[0], storage);
                Site other = work == Work.MOVE ? new Site(arguments[3], storage) : null) {
            System.out.println("ready");
            System.in.readAllBytes();
            switch (work) {
                case BACKUP -> site.createBackup.create(site.createBackup.newId(), CATALOG.all(), BackupProgress.NONE);
                case RESTORE ->
                    site.restoreBackup.restore(site.restoreBackup.begin(arguments[3], null), BackupProgress.NONE);
                case MOVE -> new MoveDatabase(CATALOG, site.database, other.database).move(BackupProgress.NONE);
            }
            System.out.println("done");
        }
        System.exit(0);
    }
}
