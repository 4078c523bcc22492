package dev.muster.adapters.out.backups;

import dev.muster.application.contract.BackupContract;
import dev.muster.application.contract.DatabaseUnderTest;
import dev.muster.application.memory.InMemoryDatabase;
import dev.muster.application.port.BackupFormat;

/** Backups of a database in memory. */
class InMemoryBackupTest extends BackupContract {
    @Override
    protected DatabaseUnderTest underTest() {
        return catalog -> new InMemoryDatabase(catalog).ports();
    }

    @Override
    protected BackupFormat format() {
        return BackupFiles.format();
    }
}
