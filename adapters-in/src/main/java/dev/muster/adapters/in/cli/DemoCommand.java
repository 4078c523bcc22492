package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.application.ingest.Ingested;
import dev.muster.application.ingest.LoadRequest;
import dev.muster.application.port.Database;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.RunStatus;
import dev.muster.domain.run.Source;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what the program does: sample data in, numbers out, then the service. */
@Command(
        name = "demo",
        description = "Makes sample data, loads it, shows both hiring reports, then serves the API until interrupted.")
final class DemoCommand implements Subcommand {
    private static final int EMPLOYEES = 2_000;
    private static final int MOST_ROWS = 15;
    private static final Map<String, String> YEAR = Map.of("year", "2021");
    private static final List<String> REPORTS =
            List.of("hired-employees-by-quarter", "departments-above-average-hiring");

    @Option(
            names = "--postgres",
            description =
                    "Use PostgreSQL: the server that MUSTER_DATABASE_URL names, or else one that is started for this"
                            + " by the PostgreSQL programs of this machine.")
    private boolean postgres;

    @Override
    public String action() {
        return "load-records";
    }

    @Override
    public int run(Services services, Terminal terminal) throws IOException {
        if (postgres) {
            terminal.say("uses PostgreSQL; other commands reach it with " + services.usePostgres());
        }
        HttpService service = services.httpService();
        services.refuseSamples();
        Path folder = services.dataFolder().resolve("sample");
        Catalog catalog = services.catalog();
        Dataset departments = catalog.get("departments");
        Dataset jobs = catalog.get("jobs");
        Dataset hiredEmployees = catalog.get("hired_employees");
        if (!Files.isDirectory(folder)) {
            refuseToMix(services.useCases().database(), departments, jobs, hiredEmployees);
        }

        SampleFiles files = SampleCommand.write(folder, EMPLOYEES);
        load(services, terminal, departments, files.departments());
        load(services, terminal, jobs, files.jobs());
        load(services, terminal, hiredEmployees, files.hiredEmployees());
        for (String report : REPORTS) {
            ReportText.print(
                    terminal.out(),
                    terminal.screen().room(),
                    services.useCases().computeReport().compute(report, YEAR),
                    MOST_ROWS);
            terminal.out().print("\n");
        }
        terminal.out().flush();

        tellWhereToLook(terminal, service.start(), files);
        service.serveUntilStopped();
        return ExitCodes.DONE;
    }

    /** Made-up people must not get between real ones. */
    private static void refuseToMix(Database database, Dataset... datasets) {
        for (Dataset dataset : datasets) {
            if (database.datasets().count(dataset) > 0) {
                throw CommandFailed.failure(
                        "there are %s already that are no sample; give the demo a data folder of its own: MUSTER_DATA_DIR=./demo"
                                .formatted(dataset.name().replace('_', ' ')));
            }
        }
    }

    private static void load(Services services, Terminal terminal, Dataset dataset, Path file) throws IOException {
        LoadRequest request = new LoadRequest(dataset, Mode.INSERT, LoadOptions.of(LoadOptions.Format.CSV), false);
        Ingested ingested;
        try (InputStream body = LoadingFile.open(file)) {
            ingested = new LoadingFile(services, terminal)
                    .load(request, Source.Kind.UPLOAD, String.valueOf(file.getFileName()), body, Files.size(file));
        }
        RunText.print(terminal, dataset, ingested, false);
        terminal.out().print("\n");
        terminal.out().flush();
        if (ingested.run().status() != RunStatus.SUCCEEDED) {
            throw CommandFailed.failure("the sample was not loaded: run %s %s"
                    .formatted(ingested.run().id(), ingested.run().status().code()));
        }
    }

    private static void tellWhereToLook(Terminal terminal, URI address, SampleFiles files) {
        String api = address + "/api/v1";
        terminal.say("serves %s until interrupted; where to look next:".formatted(address));
        terminal.err().print("""
                  %3$s in a browser: the reports as charts, and what waits to be put right
                  curl '%1$s/reports/departments-above-average-hiring?year=2021'
                  curl '%1$s/rejections?dataset=hired_employees&limit=5'
                  curl '%1$s/summary'
                  curl '%1$s/runs'
                  curl -H 'Content-Type: text/csv' -T '%2$s' -X POST '%1$s/datasets/hired_employees/records'
                """.formatted(api, files.hiredEmployees(), address));
        terminal.err().flush();
    }
}
