package dev.muster.adapters.out.backups;

import dev.muster.application.port.BackupFormat;

/** Makes the format of backups. */
public final class BackupFiles {
    private BackupFiles() {}

    public static BackupFormat format() {
        return new AvroBackupFormat();
    }
}
