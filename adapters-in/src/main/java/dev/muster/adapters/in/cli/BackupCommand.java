package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.adapters.in.json.BackupView;
import dev.muster.application.backup.CreateBackup;
import dev.muster.domain.backup.Backup;
import dev.muster.domain.dataset.Dataset;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a backup, or shows those that there are. */
@Command(
        name = "backup",
        description = "Makes a backup of datasets and of what is kept beside them, and reads it back as a whole.")
final class BackupCommand implements Subcommand {
    @Parameters(arity = "0..*", paramLabel = "DATASET", description = "The datasets to have in it; left out, all.")
    private @Nullable List<String> names;

    @Option(names = "--list", description = "Show the backups that there are, newest first.")
    private boolean list;

    @Mixin
    private PageOptions page;

    @Mixin
    private JsonOption json;

    @Override
    public String action() {
        return "create-backup";
    }

    @Override
    public int run(Services services, Terminal terminal) throws IOException {
        if (list && names != null) {
            throw CommandFailed.usage("--list shows all backups: name no datasets with it");
        }
        if (!list && !page.isEmpty()) {
            throw CommandFailed.usage("--limit and --after are for --list");
        }
        return list ? list(services, terminal) : create(services, terminal);
    }

    private int create(Services services, Terminal terminal) throws IOException {
        List<Dataset> datasets = services.datasets().chosen(names);
        CreateBackup createBackup = services.useCases().createBackup();
        Backup backup = LongWork.run(
                terminal,
                "no backup was made",
                progress -> createBackup.create(createBackup.newId(), datasets, progress));
        return BackupText.print(terminal, backup, json.given());
    }

    private int list(Services services, Terminal terminal) throws IOException {
        List<Backup> all = services.useCases().backups().list();
        PageOptions.print(
                terminal,
                json.given(),
                "backups",
                page.among(all, BackupCommand::id),
                BackupView::of,
                backups -> id(backups.getLast()),
                BackupText::table,
                "no backups");
        return ExitCodes.DONE;
    }

    private static String id(Backup backup) {
        return backup.manifest().id();
    }
}
