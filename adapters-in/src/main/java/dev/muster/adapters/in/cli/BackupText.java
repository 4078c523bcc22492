package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.adapters.in.cli.terminal.TextTable;
import dev.muster.adapters.in.json.BackupView;
import dev.muster.adapters.in.json.Json;
import dev.muster.domain.backup.Backup;
import dev.muster.domain.backup.Manifest.FileEntry;
import java.io.IOException;
import java.util.List;

/** Shows backups. */
final class BackupText {
    private BackupText() {}

    /** Tells that a backup was read as a whole, and what is in it. */
    static int print(Terminal terminal, Backup backup, boolean json) throws IOException {
        if (json) {
            JsonLines.print(terminal, BackupView.of(backup));
            return ExitCodes.DONE;
        }
        terminal.out()
                .print("backup %s of %s is %s\n"
                        .formatted(
                                backup.manifest().id(),
                                Json.text(backup.manifest().createdAt()),
                                backup.status().code()));
        TextTable table = new TextTable("dataset", ">rows", ">bytes", "file…");
        for (FileEntry file : backup.manifest().datasets()) {
            table.row(file.section(), file.rows(), file.bytes(), file.file());
        }
        table.print(terminal.out(), terminal.screen().room());
        return ExitCodes.DONE;
    }

    static TextTable table(List<Backup> backups) {
        TextTable table = new TextTable("backup", "of", "status", ">rows", ">bytes", "drill", "datasets…");
        for (Backup backup : backups) {
            Backup.Drill drill = backup.drill();
            List<FileEntry> datasets = backup.manifest().datasets();
            table.row(
                    backup.manifest().id(),
                    Json.text(backup.manifest().createdAt()),
                    backup.status().code(),
                    datasets.stream().mapToLong(FileEntry::rows).sum(),
                    backup.manifest().bytes(),
                    drill == null ? "" : drill.passed() ? "passed" : "failed",
                    String.join(", ", datasets.stream().map(FileEntry::section).toList()));
        }
        return table;
    }
}
