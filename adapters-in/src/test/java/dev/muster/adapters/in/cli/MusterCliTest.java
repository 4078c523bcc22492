package dev.muster.adapters.in.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.in.cli.terminal.Screen;
import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.adapters.in.json.Json;
import dev.muster.adapters.in.json.JsonReports;
import dev.muster.adapters.in.rest.WatchedStore;
import dev.muster.adapters.in.rest.WorkLogger;
import dev.muster.adapters.out.backups.BackupFiles;
import dev.muster.adapters.out.formats.read.TextDecoding;
import dev.muster.adapters.out.formats.write.Formats;
import dev.muster.application.access.AuditedTransactions;
import dev.muster.application.access.Authenticate;
import dev.muster.application.access.KeepAudit;
import dev.muster.application.access.ManageKeys;
import dev.muster.application.backup.Backups;
import dev.muster.application.backup.CreateBackup;
import dev.muster.application.backup.DrillBackup;
import dev.muster.application.backup.RestoreBackup;
import dev.muster.application.backup.VerifyBackup;
import dev.muster.application.contract.TestDatabases;
import dev.muster.application.export.ExportFormats;
import dev.muster.application.export.ExportRecords;
import dev.muster.application.export.ExportRejections;
import dev.muster.application.export.RejectionFormats;
import dev.muster.application.fixtures.Announcing;
import dev.muster.application.fixtures.Fixtures;
import dev.muster.application.fixtures.ToldLog;
import dev.muster.application.ingest.IngestRecords;
import dev.muster.application.ingest.LandOnce;
import dev.muster.application.ingest.LoadFromSource;
import dev.muster.application.ingest.ReadRecords;
import dev.muster.application.mappings.ManageMappings;
import dev.muster.application.memory.CountingIds;
import dev.muster.application.memory.FakeClock;
import dev.muster.application.memory.InMemoryDatabase;
import dev.muster.application.memory.InMemoryObjectStore;
import dev.muster.application.memory.InMemoryRecordSource;
import dev.muster.application.memory.InMemoryScratch;
import dev.muster.application.memory.ScriptedDownloads;
import dev.muster.application.pipeline.Backoff;
import dev.muster.application.pipeline.ExtractedResources;
import dev.muster.application.pipeline.LoadedFiles;
import dev.muster.application.pipeline.PipelineWork;
import dev.muster.application.pipeline.RunPipeline;
import dev.muster.application.pipeline.StartPipeline;
import dev.muster.application.pipeline.StepWork;
import dev.muster.application.port.Database;
import dev.muster.application.port.Downloads;
import dev.muster.application.port.IdSource;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RecordDecoder;
import dev.muster.application.port.RecordReader;
import dev.muster.application.port.Schedules;
import dev.muster.application.port.ScratchDatabases.OpenDatabase;
import dev.muster.application.port.StoredRow;
import dev.muster.application.port.TableWriter;
import dev.muster.application.port.Tokens;
import dev.muster.application.port.Tracing;
import dev.muster.application.prove.ProveData;
import dev.muster.application.rejections.DiscardRejections;
import dev.muster.application.rejections.GroupRejections;
import dev.muster.application.rejections.ReplayRejections;
import dev.muster.application.reports.ComputeReport;
import dev.muster.application.reports.ReportFiles;
import dev.muster.application.reports.ReportFormats;
import dev.muster.application.runs.CancelRun;
import dev.muster.application.runs.TraceRecord;
import dev.muster.application.runs.UndoRun;
import dev.muster.application.work.WorkLog;
import dev.muster.domain.backup.Backup;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.pipeline.Origin;
import dev.muster.domain.pipeline.Pipeline;
import dev.muster.domain.pipeline.PipelineCatalog;
import dev.muster.domain.pipeline.Step;
import dev.muster.domain.report.Report;
import dev.muster.domain.report.Table;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import dev.muster.domain.run.Source;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sun.misc.Signal;

class MusterCliTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private byte[] in = {};
    private Screen screen = Screen.NONE;

    private final Database database =
            AuditedTransactions.in(TestDatabases.empty(Fixtures.CATALOG), InstantSource.system());
    private Runnable onStorage = () -> {};
    private final ObjectStore objects = new WatchedStore(new InMemoryObjectStore(), method -> onStorage.run());
    private final InstantSource clock = new FakeClock(Fixtures.NOW);

    private final InMemoryRecordSource bucket = InMemoryRecordSource.bucket("s3://bucket/in/", Fixtures.NOW)
            .with("a/jobs.csv", "1,Welder\n2,\n")
            .changing("growing.csv", "1,Welder\n");

    private final IdSource ids = new CountingIds();
    private final Database other = new InMemoryDatabase(Fixtures.CATALOG).ports();
    private final ServedOnce service = new ServedOnce();
    private UseCases useCases = useCases(TextDecoding.decoder(), new ToldTable("csv", "text/csv"));
    private Services services = new Ready();
    private String named;

    @Test
    void pipelineShowsStepsAndWhatWasLoaded() {
        bucket.with("a/departments.csv", "1,Workshop\n");

        assertThat(run("pipeline", "run", "nightly")).isEqualTo(2);
        assertThat(out().replaceAll("0[0-9a-z]{12}", "…")).isEqualTo("""
                nightly: succeeded, run …
                  dataset  received  inserted  updated  unchanged  rejected  run
                  ───────  ────────  ────────  ───────  ─────────  ────────  ─────────────
                  jobs            2         1        0          0         1  …
                """);
        assertThat(err()).contains("muster: load: succeeded\n").endsWith("muster: report: succeeded\n");
    }

    @Test
    void pipelineTellsTheRunAsTheApiDoes() {
        bucket.with("a/departments.csv", "1,Workshop\n");

        assertThat(run("pipeline", "run", "clean", "--json")).isZero();
        assertThat(out()).startsWith("{\"id\":\"").contains("\"pipeline\":\"clean\",\"status\":\"succeeded\"");
    }

    @Test
    void pipelineTellsWhatFailed() {
        assertThat(run("pipeline", "run", "broken")).isEqualTo(1);
        assertThat(out()).startsWith("broken: failed, run ");
        assertThat(err())
                .contains("muster: load: failed (there is no file 's3://bucket/in/nothing.csv')\n")
                .endsWith("muster: not-found: there is no file 's3://bucket/in/nothing.csv'\n");
    }

    /** Somebody began it, and nobody does it any more. */
    @Test
    void pipelineGoesOnWithARunThatIsUnderWay() {
        bucket.with("a/departments.csv", "1,Workshop\n");
        String left = useCases.startPipeline().start("clean").id().toString();

        assertThat(run("pipeline", "run", "clean")).isZero();
        assertThat(err()).startsWith("muster: run %s of the pipeline is under way already\n".formatted(left));
        assertThat(out()).startsWith("clean: succeeded, run " + left);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pipeline | which command? muster pipeline --help tells them",
                "pipeline run | Missing required parameter: 'NAME' (see: muster pipeline run --help)",
                "pipeline run nightli | there is no pipeline 'nightli'; there are nightly, clean, broken"
            })
    void pipelineIsUsedWrongly(String arguments, String line) {
        assertThat(run(arguments.split(" "))).isEqualTo(64);
        assertThat(err()).isEqualTo("muster: %s\n".formatted(line));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "--version",
                "serve --help",
                "demo --help",
                "ingest --help",
                "report --help",
                "export --help",
                "rejections --help",
                "rejections groups --help",
                "replay --help",
                "discard --help",
                "lineage --help",
                "runs --help",
                "cancel --help",
                "undo --help",
                "prove --help",
                "backup --help",
                "verify --help",
                "restore --help",
                "drill --help",
                "move --help",
                "sample --help",
                "pipeline --help",
                "pipeline run --help",
                "migrate --help"
            })
    void helpNeedsNothing(String arguments) {
        services = new Failing(new IllegalStateException("nothing is needed"));

        assertThat(run(words(arguments))).isZero();
        assertThat(out()).isNotBlank();
        assertThat(err()).isEmpty();
    }

    @Test
    void theVersion() {
        run("--version");

        assertThat(out()).isEqualTo("muster 1.2.3\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | which command? muster --help tells them",
                "frobnicate | there is no command frobnicate, but migrate, prove, cancel (see: muster --help)",
                "ingset jobs x.csv | there is no command ingset, but ingest, mapping, serve (see: muster --help)",
                "ingest | Missing required parameters: 'DATASET', 'FILE' (see: muster ingest --help)",
                "ingest wages x.csv | there is no dataset 'wages'; there are departments, jobs, hired_employees, transactions, users, posts, comments",
                "runs --jsno | Unknown option: '--jsno', did you mean --json? (see: muster runs --help)",
                "runs twice | Unmatched argument at index 1: 'twice' (see: muster runs --help)",
                "ingest jobs x.csv --mode replace | --mode must be one of insert, upsert, not 'replace'",
                "ingest jobs x.csv --batch-size 0 | --batch-size must be a whole number from 1 to 1000, not '0'",
                "ingest jobs x.csv --batch-size many | --batch-size must be a whole number from 1 to 1000, not 'many'",
                "ingest jobs x.csv --max-rejections -1 | --max-rejections must be a whole number from 0 to 2147483647, not '-1'",
                "ingest jobs x.csv --charset ebcdic | the character set 'ebcdic' is not supported; supported are utf-8, utf-16, iso-8859-1, windows-1252",
                "ingest jobs x.ndjson --header absent | header is for CSV and XLSX only",
                "ingest jobs x.xml | the name of x.xml tells no format: it should end in .csv, .tsv, .txt, .json, .jsonl, .ndjson or .xlsx, with or without .gz; or use --format",
                "ingest jobs s3://bucket/jobs.xml | the name of s3://bucket/jobs.xml tells no format: it should end in .csv, .tsv, .txt, .json, .jsonl, .ndjson or .xlsx, with or without .gz; or use --format",
                "report hired-employees-by-quarter | year is required; no year has data yet",
                "report hired-employees-by-quarter --year MMXXI | year must be a whole number from 1900 to 9999, not 'MMXXI'",
                "report hired-employees-by-quarter --year 2021 --limit 3 | report hired-employees-by-quarter has no parameter 'limit'",
                "report hired-employees-by-quarter --format pdf | --format must be one of table, json, csv, xlsx, png, svg, not 'pdf'",
                "report hired-employees-by-quarter --width 319 | --width must be from 320 to 4096, not 319",
                "report hired-employees-by-quarter --height 4097 | --height must be from 200 to 4096, not 4097",
                "report hired-employees-by-quarter --theme blue | Invalid value for option '--theme': 'blue' is not one of light, dark (see: muster report --help)",
                "export wages | there is no dataset 'wages'; there are departments, jobs, hired_employees, transactions, users, posts, comments",
                "export jobs --format pdf | --format must be one of csv, xlsx, not 'pdf'",
                "export jobs --where id | --where must be FIELD=VALUE, not 'id'",
                "export jobs --where id=1 --where id=2 | --where names id twice",
                "export jobs --where name=x | jobs have no field 'name'; there are id, job",
                "export jobs --where id=x | id must be a whole number",
                "export jobs --where job= | the parameter 'job' has no value; leave it out or give it one",
                "rejections --dataset wages | --dataset must be one of departments, jobs, hired_employees, transactions, users, posts, comments, not 'wages'",
                "rejections --run x | --run 'x' is not the id of a run",
                "rejections --code bad | --code must be one of column-count, csv-quote, record-too-long, bad-encoding, control-character, required, not-integer, not-decimal, out-of-range, too-long, too-many-decimals, pattern, not-allowed, datetime-format, datetime-no-zone, datetime-invalid, in-future, wrong-type, unknown-field, duplicate-field, bad-json, unknown-reference, duplicate-key, not 'bad'",
                "rejections --format pdf | --format must be one of table, csv, json, ndjson, xlsx, not 'pdf'",
                "rejections groups --after -1 | --after must be a whole number from 0 to 2147483647, not '-1'",
                "replay x | Invalid value for positional parameter at index 0 (REJECTION): 'x' is no id of a rejection (see: muster replay --help)",
                "replay --dataset jobs --give 1 | --give is for a field, which --field names",
                "replay 0000000000001-1 --dataset jobs | name a rejection, or choose with --run, --dataset, --code, --field and --value: not both",
                "replay --record x.json | --record is for one rejection, which is not named",
                "undo x | Invalid value for positional parameter at index 0 (RUN): 'x' is no id of a run (see: muster undo --help)",
                "prove wages | there is no dataset 'wages'; there are departments, jobs, hired_employees, transactions, users, posts, comments",
                "lineage jobs x | id must be a whole number",
                "rejections --format csv | there are no rejections; csv and xlsx need --dataset, whose columns they have",
                "rejections --limit 1001 | --limit must be a whole number from 1 to 1000, not '1001'",
                "runs --status asleep | Invalid value for option '--status': 'asleep' is not one of queued, running, succeeded, failed, cancelled, undone (see: muster runs --help)",
                "backup wages | there is no dataset 'wages'; there are departments, jobs, hired_employees, transactions, users, posts, comments",
                "backup jobs jobs | the dataset jobs is there twice",
                "backup jobs --list | --list shows all backups: name no datasets with it",
                "backup --after 1 | --limit and --after are for --list",
                "backup --list --limit 0 | --limit must be a whole number from 1 to 1000, not '0'",
                "verify | Missing required parameter: 'BACKUP' (see: muster verify --help)",
                "restore 0000000000001 --dataset wages | there is no dataset 'wages'; there are departments, jobs, hired_employees, transactions, users, posts, comments",
                "move | Missing required option: '--to=URL' (see: muster move --help)",
                "move --to jdbc:postgresql://h/d?user=x&PASSWORD=y | others can see arguments: give the password in a file, with --password-file",
                "sample --rows -1 --output x | --rows must not be negative, as -1 is",
                "sample --rows 1 | Missing required option: '--output=DIR' (see: muster sample --help)",
            })
    void wrongUsageIsOneLineAnd64(String arguments, String line) {
        assertThat(run(words(arguments))).isEqualTo(64);
        assertThat(err()).isEqualTo("muster: " + line + "\n");
        assertThat(out()).isEmpty();
    }

    @Test
    void whoAsksForAReportThatIsNotThereIsToldThoseThatAre() {
        String reports =
                useCases.computeReport().reports().stream().map(Report::name).collect(Collectors.joining(", "));

        assertThat(run("report", "wages")).isEqualTo(64);
        assertThat(err()).isEqualTo("muster: there is no report 'wages'; there are %s\n".formatted(reports));
    }

    @Test
    void wrongSettingsAreOneLineAnd78() {
        services = new Failing(CommandFailed.configuration("MUSTER_PORT: 'x' is\nnot a number"));

        assertThat(run("runs")).isEqualTo(78);
        assertThat(err()).isEqualTo("muster: MUSTER_PORT: 'x' is not a number\n");
    }

    @Test
    void brokenSystemsAreOneLineAnd1() {
        services = new Failing(unavailable("the database cannot be reached"));
        assertThat(run("runs")).isEqualTo(1);

        services = new Failing(new IllegalStateException("wrapped", new ArithmeticException("/ by zero")));
        assertThat(run("runs")).isEqualTo(1);

        assertThat(err()).isEqualTo("""
                muster: the database cannot be reached
                muster: something unexpected happened: ArithmeticException: / by zero
                """);
    }

    @Test
    void ingestTellsTheLedger() throws IOException {
        file("departments.csv", "1,Workshop\n2,Archive\n");

        assertThat(run(
                        "ingest",
                        "departments",
                        folder.resolve("departments.csv").toString()))
                .isZero();
        assertThat(out()).isEqualTo("""
                departments from departments.csv: succeeded, run 0000000000001
                  received  inserted  updated  unchanged  rejected
                  ────────  ────────  ───────  ─────────  ────────
                         2         2        0          0         0
                """);
        assertThat(err()).isEmpty();
    }

    @Test
    void rejectedRecordsAreToldAndEndWith2() throws IOException {
        file("jobs.csv", "1,Welder\n2,\nx,\n");

        assertThat(run("ingest", "jobs", folder.resolve("jobs.csv").toString())).isEqualTo(2);
        assertThat(out()).isEqualTo("""
                jobs from jobs.csv: succeeded, run 0000000000001
                  received  inserted  updated  unchanged  rejected
                  ────────  ────────  ───────  ─────────  ────────
                         3         1        0          0         2

                  rejected for  records  what it means
                  ────────────  ───────  ────────────────────────────────────
                  not-integer         1  The value is not a whole number.
                  required            2  A required value is absent or blank.
                """);
        assertThat(err()).isEqualTo("muster: the rejected records are kept: muster rejections --run 0000000000001\n");
    }

    @Test
    void ingestReadsFromABucket() {
        assertThat(run("ingest", "jobs", "s3://bucket/in/a/jobs.csv")).isEqualTo(2);
        assertThat(out()).startsWith("jobs from s3://bucket/in/a/jobs.csv: succeeded, run 0000000000001\n");
        assertThat(database.runs()
                        .find(RunId.parse("0000000000001").orElseThrow())
                        .orElseThrow()
                        .source())
                .satisfies(source -> {
                    assertThat(source.kind()).isEqualTo(Source.Kind.S3);
                    assertThat(source.name()).isEqualTo("s3://bucket/in/a/jobs.csv");
                    assertThat(source.bytes()).isEqualTo(12);
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "s3://bucket/jobs.csv | path-not-allowed: 's3://bucket/jobs.csv' may not be read",
                "s3://bucket/inner/jobs.csv | path-not-allowed: 's3://bucket/inner/jobs.csv' may not be read",
                "s3://bucket/in/jobs.csv | not-found: there is no file 's3://bucket/in/jobs.csv'",
                "s3://bucket/in/growing.csv | source-changed: s3://bucket/in/growing.csv changed while it was read; nothing of it is kept",
            })
    void whatCannotBeReadFromABucketEndsWith1(String file, String message) {
        assertThat(run("ingest", "jobs", file)).isEqualTo(1);
        assertThat(err()).isEqualTo("muster: " + message + "\n");
        assertThat(database.runs().list(null, null, null, 1)).isEmpty();
    }

    @Test
    void strictStoresNothingAndEndsWith1() throws IOException {
        file("jobs.csv", "1,Welder\n2,\n");

        assertThat(run("ingest", "--strict", "jobs", folder.resolve("jobs.csv").toString()))
                .isEqualTo(1);
        assertThat(out())
                .contains("failed, run")
                .contains("The first rejections, which are not kept:")
                .contains("2,\n");
        assertThat(err()).isEqualTo("muster: batch-rejected: 1 of 2 records were rejected, so none was stored\n");
    }

    @Test
    void dryRunTellsTheChanges() throws IOException {
        file("jobs.csv", "1,Welder\n");
        file("changed.csv", "1,Baker\n2,\n");
        run("ingest", "jobs", folder.resolve("jobs.csv").toString());
        out.reset();

        assertThat(run("ingest", "jobs", folder.resolve("changed.csv").toString(), "--mode", "upsert", "--dry-run"))
                .isEqualTo(2);
        assertThat(out()).isEqualTo("""
                jobs from changed.csv: succeeded, but this is a dry run and nothing is stored
                  received  inserted  updated  unchanged  rejected
                  ────────  ────────  ───────  ─────────  ────────
                         2         0        1          0         1

                  rejected for  records  what it means
                  ────────────  ───────  ────────────────────────────────────
                  required            1  A required value is absent or blank.

                The first rejections, which are not kept:
                  line  reasons       as received
                  ────  ────────────  ───────────
                     2  job required  2,

                The first changes:
                  id  field  stored  new
                  ──  ─────  ──────  ─────
                  1   job    Welder  Baker
                """);
        assertThat(err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jobs.csv", "jobs.CSV", "jobs.csv.gz", "jobs.json", "jobs.jsonl.gz", "jobs.ndjson", "jobs"})
    void theNameTellsTheFormat(String name) throws IOException {
        String text = name.contains("j" + "son") ? "{\"id\":1,\"job\":\"Welder\"}\n" : "1,Welder\n";
        file(name, text);

        String[] format = name.equals("jobs") ? new String[] {"--format", "csv"} : new String[0];
        assertThat(run(with(format, "ingest", "jobs", folder.resolve(name).toString())))
                .isZero();
        assertThat(out()).contains("jobs from %s: succeeded".formatted(name));
    }

    @Test
    void theFirstBytesOfStandardInputTellItsFormat() throws IOException {
        for (byte[] given : List.of(
                utf8("1;Welder\n"),
                gzip(utf8("1,Welder\n")),
                utf8(" [{\"id\":1,\"job\":\"Welder\"}]"),
                gzip(utf8("{\n\"id\":1,\n\"job\":\"Welder\"}")),
                "\uFEFF{\"id\":1,\"job\":\"Welder\"}".getBytes(StandardCharsets.UTF_16LE),
                "\uFEFF1\tWelder".getBytes(StandardCharsets.UTF_16BE))) {
            in = given;
            assertThat(run("ingest", "jobs", "-")).as(err()).isZero();
        }
        in = gzip(utf8("{\"id\":1,\"job\":\"Welder\"}"));
        assertThat(run("ingest", "jobs", "-", "--format", "ndjson")).isZero();

        assertThat(database.datasets().count(Fixtures.CATALOG.get("jobs"))).isEqualTo(1);
    }

    @Test
    void aFileThatIsSomethingElseFails() throws IOException {
        file("jobs.csv", "<!DOCTYPE html>");

        assertThat(run("ingest", "jobs", folder.resolve("jobs.csv").toString())).isEqualTo(1);
        assertThat(run("ingest", "jobs", folder.resolve("jobs.xls").toString())).isEqualTo(64);

        assertThat(err()).isEqualTo("""
                muster: the input is an HTML page, not CSV: it may tell why the file was not to be had; send the data as CSV, JSON or NDJSON
                muster: the name of jobs.xls tells no format: of workbooks only .xlsx can be read; save it as one, or as CSV in UTF-8
                """);
        assertThat(database.runs().list(null, null, null, 10)).isEmpty();
    }

    @Test
    void aFileIsReadInTheWaysThatAreAskedFor() throws IOException {
        file("jobs.txt", "Made 2024\nJob\tId\nWelder\t1\n\\N\t2\n");

        assertThat(run("ingest", "jobs", folder.resolve("jobs.txt").toString(), "--skip", "1", "--null", "NULL,\\N"))
                .isEqualTo(2);
        assertThat(out()).contains("required", "         2         1        0          0         1\n");
    }

    @Test
    void aFileOfSomethingElseTellsWhy() throws IOException {
        file("jobs.csv", "1.0,Welder\n".repeat(1_000));

        assertThat(run("ingest", "jobs", folder.resolve("jobs.csv").toString())).isEqualTo(1);
        assertThat(out()).contains("""
                The first rejections, about which nothing needs to be done:
                  line  reasons         as received
                  ────  ──────────────  ───────────
                     1  id not-integer  1.0,Welder
                """);
        assertThat(err())
                .isEqualTo(
                        "muster: wrong-file: the first 1,000 records were all rejected, the one on line 1 because id must be a whole number: 1 instead of 1.0\n");
        assertThat(database.rejections().countOpen()).isEmpty();
    }

    @Test
    void noInputAtAllFails() {
        assertThat(run("ingest", "jobs", "-")).isEqualTo(1);
        assertThat(err()).startsWith("muster: empty-file: ");
    }

    @Test
    void filesThatCannotBeReadFail() {
        assertThat(run("ingest", "jobs", folder.resolve("gone.csv").toString())).isEqualTo(1);
        assertThat(run("ingest", "jobs", "--format", "csv", folder.toString())).isEqualTo(1);

        assertThat(err())
                .isEqualTo("muster: there is no file %s/gone.csv\nmuster: %s is a folder\n".formatted(folder, folder));
    }

    @Test
    void jsonIsWhatTheApiAnswers() throws IOException {
        file("jobs.csv", "1,Welder\n2,\n");

        assertThat(run("ingest", "jobs", folder.resolve("jobs.csv").toString(), "--json"))
                .isEqualTo(2);
        assertThat(out())
                .startsWith(
                        "{\"id\":\"0000000000001\",\"dataset\":\"jobs\",\"mode\":\"insert\",\"status\":\"succeeded\",")
                .contains("\"counts\":{\"received\":2,\"inserted\":1,\"updated\":0,\"unchanged\":0,\"rejected\":1}")
                .endsWith(",\"unchanged_keys\":[],\"corrections\":[]}\n");
        assertThat(err()).isEmpty();
    }

    @Test
    void jsonOfWhatFailedIsTheProblem() {
        in = utf8("1,Welder\n2,\n");

        assertThat(run("ingest", "jobs", "-", "--strict", "--json")).isEqualTo(1);
        assertThat(out())
                .startsWith("{\"type\":\"/problems/batch-rejected\",")
                .contains("\"run\":\"0000000000001\"", "\"rejections\":[{\"id\":null,")
                .endsWith("]}\n");
        assertThat(err()).isEqualTo("muster: batch-rejected: 1 of 2 records were rejected, so none was stored\n");
    }

    @Test
    void reportsComeInEveryFormat() throws IOException {
        loadHires();

        assertThat(run("report", "hired-employees-by-quarter", "--year", "2021", "--format", "csv"))
                .isZero();
        assertThat(out()).isEqualTo("csv of hired-employees-by-quarter\nWorkshop\n");
        out.reset();

        assertThat(run("report", "departments-above-average-hiring", "--year", "2021"))
                .isZero();
        assertThat(out()).isEqualTo("""
                Departments above average hiring, year 2021
                  Id  Department  Hired
                  ──  ──────────  ─────
                   1  Workshop        2

                  mean: 1
                  departments counted: 2
                  2 rows of hired_employees are in these numbers, 0 are outside the period or parameters
                  excluded as rejected: 1 required
                """);
        out.reset();

        assertThat(run("report", "hired-employees-by-quarter", "--year", "2021", "--json"))
                .isZero();
        assertThat(out()).startsWith("{\"report\":\"hired-employees-by-quarter\",\"parameters\":{\"year\":2021},");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--format csv --raw | csv of hired-employees-by-quarter, raw~Workshop~",
                "--format png | Picture[format=PNG, width=1280, height=720, theme=LIGHT]~",
                "--format svg --width 400 --height 300 --theme dark | Picture[format=SVG, width=400, height=300, theme=DARK]~",
                "--format xlsx | xlsx of hired-employees-by-quarter~Workshop~",
            })
    void reportsAreWrittenAsIsAsked(String arguments, String written) throws IOException {
        loadHires();

        assertThat(run(with(words(arguments), "report", "hired-employees-by-quarter", "--year", "2021")))
                .isZero();
        assertThat(out()).isEqualTo(written.replace('~', '\n'));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "report hired-employees-by-quarter --year 2021 --format png",
                "export jobs --format xlsx",
                "rejections --format xlsx",
            })
    void whatIsNoTextIsKeptOffTheScreen(String arguments) throws IOException {
        loadHires();
        err.reset();
        screen = new Screen(true, false, 80);

        assertThat(run(words(arguments))).isEqualTo(64);
        assertThat(out()).isEmpty();
        assertThat(err())
                .isEqualTo(
                        "muster: this format is nothing for a screen: name a file with --output, or send it through a pipe\n");

        assertThat(run(with(new String[] {"--output", folder.resolve("file").toString()}, words(arguments))))
                .isZero();
        assertThat(folder.resolve("file")).isNotEmptyFile();
    }

    @Test
    void tablesFitTheScreen() throws IOException {
        in = utf8("1,%s\n".formatted("Workshop ".repeat(20)));
        run("ingest", "departments", "-");
        in = utf8("1,Welder\n");
        run("ingest", "jobs", "-");
        in = utf8("1,Ada,2021-01-01T00:00:00Z,1,1\n");
        run("ingest", "hired_employees", "-");
        out.reset();
        screen = new Screen(true, false, 40);

        run("report", "hired-employees-by-quarter", "--year", "2021");

        assertThat(out()).startsWith("""
                Hired employees by quarter, year 2021
                  Department      Job     Q1  Q2  Q3  Q4
                  ──────────────  ──────  ──  ──  ──  ──
                  Workshop Work…  Welder   1   0   0   0
                """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | csv of hired_employees~1~2~",
                "--raw | csv of hired_employees, raw~1~2~",
                "--format xlsx | xlsx of hired_employees~1~2~",
                "--where id=2 | csv of hired_employees~2~",
                "--where department_id=1 --where name=Ada | csv of hired_employees~1~",
                "--where hire_datetime=2021-12-31T23:59:59Z | csv of hired_employees~2~",
                "--where id=3 | csv of hired_employees~",
            })
    void datasetsAreGivenAsIsAsked(String arguments, String written) throws IOException {
        loadHires();

        assertThat(run(with(words(arguments), "export", "hired_employees"))).isZero();
        assertThat(out()).isEqualTo(written.replace('~', '\n'));
    }

    @Test
    void theEndingOfTheFileTellsTheFormat() throws IOException {
        loadHires();

        Path dotted = Files.createDirectory(folder.resolve("of.2021"));
        for (String name : List.of("jobs.XLSX", "jobs.csv", "jobs")) {
            assertThat(run("export", "jobs", "--output", dotted.resolve(name).toString()))
                    .isZero();
        }
        assertThat(dotted.resolve("jobs.XLSX")).hasContent("xlsx of jobs\n1\n");
        assertThat(dotted.resolve("jobs.csv")).hasContent("csv of jobs\n1\n");
        assertThat(dotted.resolve("jobs")).hasContent("csv of jobs\n1\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "export jobs | jobs.csv.gz | csv of jobs~1~",
                "export jobs | jobs.XLSX.GZ | xlsx of jobs~1~",
                "export jobs --format csv | jobs.gz | csv of jobs~1~",
                "export jobs --format csv | jobs.xlsx.gz | csv of jobs~1~",
                "rejections --dataset jobs | rejections.table.gz | no rejections~",
                "report hires-by-month --year 2021 | hires.csv.gz | csv of hires-by-month~2021-01~2021-02~2021-03~2021-04~2021-05~2021-06~2021-07~2021-08~2021-09~2021-10~2021-11~2021-12~",
            })
    void gzAtTheEndOfTheFileCompresses(String arguments, String name, String written) throws IOException {
        loadHires();
        Path file = folder.resolve(name);

        assertThat(run(with(new String[] {"--output", file.toString()}, words(arguments))))
                .isZero();
        try (InputStream gzip = new GZIPInputStream(Files.newInputStream(file))) {
            assertThat(gzip).hasBinaryContent(utf8(written.replace('~', '\n')));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "export jobs | jobs.pdf | csv, xlsx",
                "export jobs | jobs.xls | csv, xlsx",
                "export jobs | jobs.tsv | csv, xlsx",
                "export jobs | jobs.txt | csv, xlsx",
                "export jobs | jobs.csv.zip | csv, xlsx",
                "export jobs | jobs.pdf.gz | csv, xlsx",
                "export jobs | jobs.gz | csv, xlsx",
                "export jobs | jobs. | csv, xlsx",
                "rejections | rejected.xls | table, csv, json, ndjson, xlsx",
                "report hires-by-month --year 2021 | hires.jpg | table, json, csv, xlsx, png, svg",
            })
    void anEndingThatNamesNoFormatIsWrongUsage(String arguments, String name, String formats) throws IOException {
        loadHires();
        err.reset();
        Path file = folder.resolve(name);

        assertThat(run(with(new String[] {"--output", file.toString()}, words(arguments))))
                .isEqualTo(64);
        assertThat(err())
                .isEqualTo("muster: the ending of '%s' names no format; there are %s, each also with .gz behind,"
                                .formatted(file, formats)
                        + " and --format goes before it\n");
        assertThat(file).doesNotExist();
        String format = formats.contains("png") ? "png" : "xlsx";
        assertThat(run(with(new String[] {"--output", file.toString(), "--format", format}, words(arguments))))
                .isZero();
        assertThat(file).isNotEmptyFile();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "export jobs --bom | 0 | csv of jobs, bom~1~ | ''",
                "export jobs --bom --raw | 0 | csv of jobs, raw, bom~1~ | ''",
                "report top-posts --bom --format csv | 0 | csv of top-posts, bom~ | ''",
                "export jobs --bom --format xlsx | 64 | '' | muster: --bom is for csv, not for xlsx~",
                "report top-posts --bom | 64 | '' | muster: --bom is for csv, not for table~",
            })
    void onlyACsvHasAByteOrderMark(String arguments, int exitCode, String written, String said) throws IOException {
        loadHires();
        out.reset();
        err.reset();

        assertThat(run(words(arguments))).isEqualTo(exitCode);
        assertThat(out()).isEqualTo(written.replace('~', '\n'));
        assertThat(err()).isEqualTo(said.replace('~', '\n'));
    }

    /** Also in a folder where someone else's unfinished file lies. */
    @Test
    void aFileIsWrittenBesideWhatOthersWrite() throws IOException {
        loadHires();
        Path others = Files.writeString(folder.resolve("jobs.csv.part"), "half");
        Path file = folder.resolve("jobs.csv");

        assertThat(run("export", "jobs", "--output", file.toString())).isZero();
        assertThat(file).hasContent("csv of jobs\n1\n");
        assertThat(others).hasContent("half");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(path -> path.toString().endsWith(".part"))).containsExactly(others);
        }
    }

    @Test
    void aFileIsWholeOrAsItWas() throws IOException {
        loadHires();
        Path file = folder.resolve("jobs.csv");
        Files.writeString(file, "before");
        useCases = useCases(TextDecoding.decoder(), new GoneHalfway("csv", "text/csv"));
        err.reset();

        assertThat(run("export", "jobs", "--output", file.toString())).isEqualTo(1);
        assertThat(run("runs", "--json")).isZero();
        assertThat(run(
                        "report",
                        "top-posts",
                        "--output",
                        folder.resolve("no/file.csv").toString()))
                .isEqualTo(1);
        assertThat(err()).isEqualTo("""
                muster: the database is gone
                muster: %s/no/file.csv cannot be written: its folder is not there
                """.formatted(folder));
        assertThat(file).hasContent("before");
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void rejectedRecordsGoThroughAgain() throws IOException {
        in = utf8("1,Welder\n");
        run("ingest", "jobs", "-");
        in = utf8("1,Ada,2021-01-01T00:00:00Z,7,1\n2,Bo,2021-01-01T00:00:00Z,7,1\n3,Cy,2021-01-01T00:00:00Z,1,\n");
        run("ingest", "hired_employees", "-");
        out.reset();

        assertThat(run("rejections", "groups")).isZero();
        assertThat(out()).isEqualTo("""
                  dataset          code               field          value  rejections  what to do
                  ───────────────  ─────────────────  ─────────────  ─────  ──────────  ──────────────────────────────
                  hired_employees  unknown-reference  department_id  7               2  load department 7, then replay
                  hired_employees  required           job_id                         1  Give the value.
                """);
        out.reset();

        in = utf8("1,Support\n7,Workshop\n");
        run("ingest", "departments", "-");
        out.reset();
        err.reset();
        assertThat(run("replay", "--dataset", "hired_employees", "--code", "unknown-reference"))
                .isZero();
        assertThat(out()).isEqualTo("""
                hired_employees from replay: succeeded, run 0000000000004
                  received  inserted  updated  unchanged  rejected
                  ────────  ────────  ───────  ─────────  ────────
                         2         2        0          0         0
                """);
        out.reset();

        assertThat(run("replay")).isEqualTo(2);
        assertThat(err()).isEqualTo("muster: the rejected records are kept: muster rejections --run 0000000000005\n");
        err.reset();
        out.reset();
        in = utf8(
                "{\"id\":3,\"name\":\"Cy\",\"hire_datetime\":\"2021-01-01T00:00:00Z\",\"department_id\":1,\"job_id\":1}");
        assertThat(run("replay", "0000000000005-1", "--record", "-", "--json")).isZero();
        assertThat(out()).contains("\"kind\":\"replay\",\"name\":\"0000000000005-1\"", "\"inserted\":1");
        assertThat(run("replay", "0000000000005-1")).isEqualTo(1);
        assertThat(err()).startsWith("muster: conflict: ");
        out.reset();

        assertThat(run("rejections", "--status", "open")).isZero();
        assertThat(out()).isEqualTo("no rejections\n");
        assertThat(run("rejections", "groups", "--json")).isZero();
        assertThat(out()).endsWith("{\"groups\":[],\"next\":null}\n");
    }

    @Test
    void groupsComeInPages() {
        in = utf8("x,\n");
        run("ingest", "jobs", "-");
        out.reset();
        err.reset();

        assertThat(run("rejections", "groups", "--dataset", "jobs", "--limit", "1", "--json"))
                .isZero();
        assertThat(out())
                .isEqualTo(
                        "{\"groups\":[{\"dataset\":\"jobs\",\"code\":\"not-integer\",\"field\":\"id\",\"value\":\"x\",\"count\":1,"
                                + "\"remedy\":\"Use ASCII digits with an optional leading hyphen.\"}],\"next\":\"1\"}\n");
        out.reset();
        assertThat(run("rejections", "groups", "--limit", "1")).isZero();
        assertThat(err()).isEqualTo("muster: there are more: --after 1\n");
    }

    @Test
    void whatIsNotNeededIsDiscarded() throws IOException {
        loadHires();

        assertThat(run("discard", "0000000000003-3")).isZero();
        assertThat(out()).isEqualTo("rejection 0000000000003-3 is discarded\n");
        err.reset();
        assertThat(run("discard", "0000000000003-3")).isEqualTo(1);
        assertThat(err()).startsWith("muster: conflict: ");
        err.reset();
        assertThat(run("discard", "0000000000003-1", "--json")).isEqualTo(1);
        assertThat(err()).isEqualTo("muster: not-found: there is no rejection '0000000000003-1'\n");
    }

    @Test
    void whatIsStoredIsProved() throws IOException {
        loadHires();
        out.reset();

        assertThat(run("prove", "departments", "hired_employees")).isZero();
        assertThat(out()).isEqualTo("""
                everything that is stored comes from what was received
                  dataset          rows  rejections  differences
                  ───────────────  ────  ──────────  ───────────
                  departments         2           0            0
                  hired_employees     2           1            0
                """);
    }

    @Test
    void whatDiffersIsNamedAndEndsWith1() throws IOException {
        loadHires();
        database.unitOfWork().write(() -> {
            database.datasets()
                    .replace(
                            Fixtures.DEPARTMENTS,
                            List.of(new StoredRow(Fixtures.department(2, "Secret"), new RunId(1), 2)));
            return null;
        });
        out.reset();

        assertThat(run("prove", "departments")).isEqualTo(1);
        assertThat(out()).isEqualTo("""
                not everything that is stored comes from what was received
                  dataset      rows  rejections  differences
                  ───────────  ────  ──────────  ───────────
                  departments     2           0            1

                The first differences:
                  dataset      kind         run            record  key  what
                  ───────────  ───────────  ─────────────  ──────  ───  ──────────────────────────────────────────────
                  departments  row-differs  0000000000001  2       2    the row has another department than its record
                """);
        out.reset();
        assertThat(run("prove", "departments", "--json")).isEqualTo(1);
        assertThat(out())
                .contains("\"id\":null,\"status\":\"done\"", "\"kind\":\"row-differs\"")
                .endsWith("\"error\":null}\n");
    }

    @Test
    void aRunIsUndoneAndNamesWhatItHadToLeave() throws IOException {
        loadHires();

        assertThat(run("undo", "0000000000001", "--dry-run")).isZero();
        assertThat(out()).isEqualTo("""
                run 0000000000001 would be undone
                  removed  put back  left
                  ───────  ────────  ────
                        1         0     1

                The first rows that would have to be left:
                  key  because
                  ───  ──────────────────────
                  1    other rows refer to it
                """);
        out.reset();
        assertThat(run("undo", "0000000000001")).isZero();
        assertThat(out()).isEqualTo("""
                run 0000000000001 is undone
                  removed  put back  left
                  ───────  ────────  ────
                        1         0     1

                The first rows that had to be left:
                  key  because
                  ───  ──────────────────────
                  1    other rows refer to it
                """);
        out.reset();
        assertThat(run("undo", "0000000000003", "--dry-run", "--json")).isZero();
        assertThat(out())
                .contains("\"status\":\"succeeded\"", "\"removed\":2,", "\"removed_rows\":[{\"id\":")
                .endsWith("\"put_back_rows\":[]}\n");
        out.reset();
        assertThat(run("undo", "0000000000003", "--json")).isZero();
        assertThat(out())
                .startsWith("{\"id\":\"0000000000003\",")
                .endsWith(",\"removed\":2,\"put_back\":0,\"left_count\":0,\"left\":[]}\n");
        err.reset();
        assertThat(run("undo", "0000000000003")).isEqualTo(1);
        assertThat(run("cancel", "0000000000003")).isEqualTo(1);
        assertThat(err()).isEqualTo("""
                muster: conflict: run 0000000000003 is undone already
                muster: conflict: run 0000000000003 is undone already
                """);
    }

    @Test
    void aRowLeadsBackToWhereItCameFrom() throws IOException {
        loadHires();

        assertThat(run("lineage", "hired_employees", "2")).isZero();
        assertThat(out()).isEqualTo("""
                run 0000000000003 of 2026-03-01T09:30:00.123Z, from upload
                record 2, line 2:
                2,Zoë,2021-12-31T23:59:59Z,1,1
                """);
        out.reset();
        assertThat(run("lineage", "hired_employees", "2", "--json")).isZero();
        assertThat(out())
                .startsWith("{\"run\":{\"id\":\"0000000000003\",")
                .endsWith(",\"record_number\":2,\"line\":2,\"raw\":\"2,Zoë,2021-12-31T23:59:59Z,1,1\"}\n");
        err.reset();
        assertThat(run("lineage", "hired_employees", "3")).isEqualTo(1);
        assertThat(err()).isEqualTo("muster: hired_employees has no record whose id is '3'\n");
    }

    @Test
    void resultsMayGoToAFile() throws IOException {
        loadHires();
        Path file = folder.resolve("report.csv");

        assertThat(run(
                        "report",
                        "hired-employees-by-quarter",
                        "--year",
                        "2021",
                        "--format",
                        "csv",
                        "--output",
                        file.toString()))
                .isZero();
        assertThat(file).hasContent("csv of hired-employees-by-quarter\nWorkshop\n");
        assertThat(out()).isEmpty();
    }

    @Test
    void rejectionsComeInEveryFormat() throws IOException {
        loadHires();

        assertThat(run("rejections", "--format", "csv")).isZero();
        assertThat(out()).isEqualTo("""
                \uFEFFid,name,hire_datetime,department_id,job_id,rejection_id,codes,fields,messages,raw
                3,Jörg,2021-05-05T00:00:00Z,1,,0000000000003-3,required,job_id,job_id is required,"3,Jörg,2021-05-05T00:00:00Z,1,"
                """);
        out.reset();

        assertThat(run("rejections")).isZero();
        assertThat(out()).isEqualTo("""
                  rejection        dataset          status  line  reasons          as received
                  ───────────────  ───────────────  ──────  ────  ───────────────  ──────────────────────────────
                  0000000000003-3  hired_employees  open       3  job_id required  3,Jörg,2021-05-05T00:00:00Z,1,
                """);
        out.reset();

        assertThat(run("rejections", "--format", "ndjson")).isZero();
        assertThat(out()).startsWith("{\"id\":\"0000000000003-3\",").endsWith("}\n");
        out.reset();

        assertThat(run("rejections", "--json", "--status", "open")).isZero();
        assertThat(out())
                .startsWith("{\"rejections\":[{\"id\":\"0000000000003-3\",")
                .endsWith("],\"next\":null}\n");
        out.reset();

        assertThat(run("rejections", "--status", "discarded")).isZero();
        assertThat(out()).isEqualTo("no rejections\n");
    }

    @Test
    void rejectionsOfOneRunHaveItsDatasetsColumns() throws IOException {
        loadHires();
        in = utf8("1,\n");
        run("ingest", "jobs", "-");
        err.reset();
        out.reset();

        assertThat(run("rejections", "--format", "csv")).isEqualTo(64);
        assertThat(err())
                .isEqualTo(
                        "muster: csv and xlsx have the columns of one dataset: choose with --dataset from hired_employees, jobs\n");

        assertThat(run("rejections", "--format", "csv", "--run", "0000000000004"))
                .isZero();
        assertThat(out()).startsWith("\uFEFFid,job,rejection_id,");
    }

    @Test
    void correctionsTellWhatElseTheyChanged() throws IOException {
        loadHires();
        in = utf8("""
                id,name,hire_datetime,department_id,job_id,rejection_id
                3,Joerg,2021-05-05T00:00:00Z,1,1,0000000000003-3
                """);
        assertThat(run("ingest", "hired_employees", "-")).as(err()).isZero();
        assertThat(out()).endsWith("""

                Corrections also changed fields with which nothing was wrong:
                  rejection        line  field  received  sent
                  ───────────────  ────  ─────  ────────  ─────
                  0000000000003-3     2  name   Jörg      Joerg
                """);
    }

    @Test
    void aSheetThatNobodyCorrectedLeavesRejectionsAsTheyAre() throws IOException {
        loadHires();
        err.reset();
        in = utf8("""
                id,name,hire_datetime,department_id,job_id,rejection_id
                3,Jörg,2021-05-05T00:00:00Z,1,,0000000000003-3
                """);
        assertThat(run("ingest", "hired_employees", "-")).isEqualTo(2);
        assertThat(err())
                .isEqualTo(
                        "muster: the rejections stay as they were: muster rejections --dataset hired_employees --status open\n");
    }

    @Test
    void rejectedRecordsGetAValueAndAreDiscardedForAReason() throws IOException {
        in = utf8("1,Welder\n");
        run("ingest", "jobs", "-");
        in = utf8("1,Support\n");
        run("ingest", "departments", "-");
        in = utf8("1,Ada,2021-01-01T00:00:00Z,Sales,1\n2,Bo,2021-01-01T00:00:00Z,,1\n3,Cy,2021-01-01T00:00:00Z,1,\n");
        run("ingest", "hired_employees", "-");

        assertThat(run("replay", "--field", "department_id", "--value", "Sales", "--give", "1"))
                .isZero();
        assertThat(run("replay", "--field", "department_id", "--give", "1")).isZero();
        out.reset();
        assertThat(run("discard", "--field", "job_id", "--reason", "left again"))
                .isZero();
        assertThat(out()).isEqualTo("1 rejection is discarded\n");
        out.reset();
        assertThat(run("rejections", "--status", "discarded", "--json")).isZero();
        assertThat(out()).contains("\"discard_reason\":\"left again\"");
        out.reset();
        assertThat(run("rejections", "--status", "open")).isZero();
        assertThat(out()).isEqualTo("no rejections\n");
    }

    @Test
    void manyRejectionsAreDiscardedAtOnce() throws IOException {
        loadHires();
        assertThat(run("discard", "--code", "required", "--run", "0000000000003"))
                .isZero();
        assertThat(out()).isEqualTo("1 rejection is discarded\n");
        out.reset();
        assertThat(run("discard", "--dataset", "hired_employees", "--json")).isZero();
        assertThat(out()).isEqualTo("{\"discarded\":0}\n");

        for (String[] wrong : new String[][] {{"discard"}, {"discard", "0000000000003-3", "--code", "required"}}) {
            err.reset();
            assertThat(run(wrong)).isEqualTo(64);
            assertThat(err())
                    .isEqualTo(
                            "muster: name a rejection, or choose with --run, --dataset, --code, --field and --value: one of both\n");
        }
    }

    @Test
    void runsComeNewestFirst() throws IOException {
        assertThat(run("runs")).isZero();
        assertThat(out()).isEqualTo("no runs\n");
        loadHires();

        assertThat(run("runs", "--limit", "1")).isZero();
        assertThat(out()).isEqualTo("""
                  run            started                   dataset          from    status     received  inserted  updated  unchanged  rejected
                  ─────────────  ────────────────────────  ───────────────  ──────  ─────────  ────────  ────────  ───────  ─────────  ────────
                  0000000000003  2026-03-01T09:30:00.123Z  hired_employees  upload  succeeded         3         2        0          0         1
                """);
        assertThat(err()).endsWith("muster: there are more: --after 0000000000003\n");
        out.reset();

        assertThat(run("runs", "--after", "0000000000003", "--limit", "1", "--json"))
                .isZero();
        assertThat(out())
                .startsWith("{\"runs\":[{\"id\":\"0000000000002\",")
                .endsWith("],\"next\":\"0000000000002\"}\n");
    }

    @Test
    void sampleTellsWhatIsInIt() {
        Path sample = folder.resolve("sample");

        assertThat(run("sample", "--rows", "200", "--output", sample.toString()))
                .isZero();
        assertThat(out().lines()
                        .map(line -> line.replace(folder.toString(), "")
                                .replaceAll(" +", " ")
                                .strip()))
                .containsExactly(
                        "file records with a blank field",
                        out().lines().skip(1).findFirst().orElseThrow().strip().replaceAll(" +", " "),
                        "/sample/departments.csv 12 0",
                        "/sample/jobs.csv 180 0",
                        "/sample/hired_employees.csv 200 7");
    }

    @Test
    void demoLoadsShowsAndServes() {
        assertThat(run("demo")).isZero();
        assertThat(service.served).isTrue();
        assertThat(out())
                .containsSubsequence(
                        "departments from departments.csv: succeeded",
                        "jobs from jobs.csv: succeeded",
                        "hired_employees from hired_employees.csv: succeeded",
                        "2,000     1,930        0          0        70",
                        "Hired employees by quarter, year 2021",
                        "Departments above average hiring, year 2021");
        assertThat(err()).contains("serves http://127.0.0.1:8080").contains("curl '");
        out.reset();

        assertThat(run("demo")).isZero();
        assertThat(out()).contains("2,000         0        0      1,930        70");
        out.reset();
        run("rejections", "--status", "superseded", "--format", "ndjson");
        assertThat(out().lines()).hasSize(70);
    }

    @Test
    void sampleOverwritesNothingButASample() throws IOException {
        Path sample = Files.createDirectory(folder.resolve("sample"));
        Path jobs = Files.writeString(sample.resolve("jobs.csv"), "1,Someone's\n");

        assertThat(run("sample", "--rows", "3", "--output", sample.toString())).isEqualTo(1);
        assertThat(err()).isEqualTo("muster: %s is there already and is no sample\n".formatted(jobs));
        err.reset();

        assertThat(run("sample", "--rows", "3", "--output", jobs.toString())).isEqualTo(1);
        assertThat(err()).isEqualTo("muster: the sample cannot be written to %1$s: %1$s\n".formatted(jobs));
    }

    @Test
    void demoTakesPostgresBeforeAnythingElse() {
        services = new Failing(unavailable("the database is asked for")) {
            @Override
            public void refuseSamples() {
                // They may be made here.
            }

            @Override
            public String usePostgres() {
                return "MUSTER_DATABASE_URL=…";
            }
        };

        assertThat(run("demo", "--postgres")).isEqualTo(1);
        assertThat(err()).isEqualTo("""
                muster: uses PostgreSQL; other commands reach it with MUSTER_DATABASE_URL=…
                muster: the database is asked for
                """);
    }

    @Test
    void commandsAreOnRecordWithWhatTheyAreAbout() throws IOException {
        loadHires();
        run("runs");
        run("pipeline", "run", "clean");
        run("keys", "create", "--role", "reader");
        out.reset();

        assertThat(run("audit", "--limit", "3")).isZero();
        assertThat(out().lines().skip(2).map(line -> line.strip().replaceAll(" +", " ")))
                .hasSize(3)
                .allMatch(line ->
                        line.matches("[0-9TZ:.-]+ local (create-key|start-pipeline|load-records) [0-9a-z]+ done"));
        assertThat(run("audit", "--since", "yesterday")).isEqualTo(64);
    }

    @Test
    void demoDoesNotMixWithRealData() throws IOException {
        loadHires();
        err.reset();

        assertThat(run("demo")).isEqualTo(1);
        assertThat(err()).startsWith("muster: there are departments already that are no sample;");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | run 0000000000001 is cancelled; what it did with the first 1 records stays: muster undo 0000000000001 takes it back",
                "--strict | run 0000000000001 is cancelled, nothing was stored",
                "--dry-run | nothing was stored",
            })
    void anInterruptionEndsALoadWell(String arguments, String left) {
        useCases = useCases(
                new RecordDecoder() {
                    @Override
                    public RecordReader open(InputStream input, Dataset dataset, LoadOptions options, Checkpoint from) {
                        interrupt();
                        return TextDecoding.decoder().open(input, dataset, options, from);
                    }

                    @Override
                    public @Nullable Problem check(InputStream input, LoadOptions options, long maxBytes) {
                        return null;
                    }
                },
                new ToldTable("csv", "text/csv"));
        in = utf8("1,Welder\n2,Baker\n3,Nurse\n");

        assertThat(run(with(words(arguments), "ingest", "jobs", "-", "--batch-size", "1")))
                .isEqualTo(1);
        assertThat(err()).isEqualTo("muster: interrupted; " + left + "\n");
        assertThat(out()).isEmpty();
        run("runs", "--json", "--status", "succeeded");
        assertThat(out()).isEqualTo("{\"runs\":[],\"next\":null}\n");
    }

    @Test
    void keysAreMadeListedAndRevoked() {
        assertThat(run("keys", "list")).isZero();
        assertThat(err()).isEqualTo("muster: no keys\n");

        assertThat(run(
                        "keys",
                        "create",
                        "--role",
                        "operator",
                        "--label",
                        "the loader",
                        "--expires-at",
                        "2030-01-01T00:00:00Z"))
                .isZero();
        assertThat(out())
                .matches("key [0-9a-f]{8} with the role operator, shown this once: muster_[A-Za-z0-9_-]{43}\n");
        String id = out().split(" ")[1];
        out.reset();

        assertThat(run("keys", "revoke", id)).isZero();
        assertThat(out()).isEqualTo("key %s is revoked\n".formatted(id));
        out.reset();
        assertThat(run("keys", "list", "--json")).isZero();
        assertThat(out())
                .isEqualTo(
                        "{\"keys\":[{\"id\":\"%s\",\"role\":\"operator\",\"label\":\"the loader\",\"created_at\":\"%s\","
                                        .formatted(id, Fixtures.NOW)
                                + "\"expires_at\":\"2030-01-01T00:00:00Z\",\"last_used_at\":null,\"revoked_at\":\"%s\"}]}\n"
                                        .formatted(Fixtures.NOW));
        out.reset();
        assertThat(run("keys", "list")).isZero();
        assertThat(out())
                .isEqualTo("%s  operator  made %s, never used, expires 2030-01-01T00:00:00Z, revoked %s: the loader\n"
                        .formatted(id, Fixtures.NOW, Fixtures.NOW));
        assertThat(run("keys", "revoke", "none")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    keys                                                  | muster: which command? muster keys --help tells them
                    keys create                                           | muster: a key has a role
                    keys create --role owner                              | muster: --role must be one of reader, operator, admin, not 'owner'
                    keys create --role reader --expires-at soon           | muster: --expires-at 'soon' is not a time such as 2030-12-31T23:59:59Z
                    """)
    void keysAreUsedWrongly(String arguments, String line) {
        assertThat(run(arguments.split(" "))).isEqualTo(64);
        assertThat(err()).isEqualTo(line + "\n");
    }

    @Test
    void mappingsAreKeptUsedAndDeleted() throws IOException {
        assertThat(run("mapping", "list", "jobs")).isZero();
        assertThat(err()).isEqualTo("muster: no mappings of jobs\n");
        err.reset();

        file("hr.json", "{\"columns\":{\"id\":\"Nr\",\"job\":2},\"values\":{\"job\":{\"Arzt\":\"Doctor\"}}}");
        assertThat(run("mapping", "put", "jobs", "hr", folder.resolve("hr.json").toString()))
                .as(err())
                .isZero();
        in = utf8("{\"columns\":{\"id\":1}}");
        assertThat(run("mapping", "put", "jobs", "bare", "-")).isZero();
        in = utf8("{\"columns\":{\"id\":2}}");
        assertThat(run("mapping", "put", "jobs", "bare", "-", "--json")).isZero();
        assertThat(run("mapping", "list", "jobs")).isZero();
        assertThat(run("mapping", "list", "jobs", "--json")).isZero();
        assertThat(out()).isEqualTo("""
                mapping hr of jobs is kept
                mapping bare of jobs is kept
                {"name":"bare","columns":{"id":2},"values":{}}
                bare  id: column 2
                hr  id: 'Nr', job: column 2
                {"name":"bare","columns":{"id":2},"values":{}}
                {"name":"hr","columns":{"id":"Nr","job":2},"values":{"job":{"Arzt":"Doctor"}}}
                """);
        out.reset();

        useCases = useCases(TextDecoding.decoder(), new ToldTable("csv", "text/csv"));
        file("berufe.csv", "Nr,Beruf,Ort\n7,Arzt,Bonn\n");
        assertThat(run("ingest", "jobs", folder.resolve("berufe.csv").toString(), "--mapping", "hr"))
                .as(err())
                .isZero();
        assertThat(database.datasets()
                        .find(Fixtures.JOBS, 7L)
                        .orElseThrow()
                        .row()
                        .get(1))
                .isEqualTo("Doctor");
        err.reset();
        out.reset();

        assertThat(run("mapping", "delete", "jobs", "hr")).isZero();
        assertThat(out()).isEqualTo("mapping hr of jobs is deleted\n");
        assertThat(run("mapping", "delete", "jobs", "hr")).isEqualTo(1);
        assertThat(run("ingest", "jobs", folder.resolve("berufe.csv").toString(), "--mapping", "hr"))
                .isEqualTo(1);
        assertThat(err())
                .isEqualTo("muster: not-found: jobs has no mapping 'hr'\n"
                        + "muster: not-found: jobs has no mapping 'hr'\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    64 | mapping                 | muster: which command? muster mapping --help tells them
                    64 | mapping put jobs a -    | muster: jobs has no field 'nr', but id, job
                    64 | mapping put jobs A -    | muster: the name of a mapping has small letters, digits, - and _, a letter first, at most 63, unlike 'A'
                    64 | mapping list none       | muster: there is no dataset 'none'; there are departments, jobs, hired_employees, transactions, users, posts, comments
                    """)
    void mappingsAreUsedWrongly(int exitCode, String arguments, String line) {
        in = utf8("{\"columns\":{\"nr\":1}}");
        assertThat(run(arguments.split(" +"))).isEqualTo(exitCode);
        assertThat(err()).isEqualTo(line + "\n");
    }

    @Test
    void backupsAreMadeAndListed() throws IOException {
        loadHires();
        err.reset();

        assertThat(run("backup", "jobs", "departments")).as(err()).isZero();
        assertThat(out().replaceAll("[0-9,]+(?=  backups/)", "N").replaceAll("  +", "  "))
                .isEqualTo("""
                backup 0000000000004 of %s is verified
                  dataset  rows  bytes  file
                  ───────────  ────  ─────  ──────────────────────────────────────
                  departments  2  N  backups/0000000000004/departments.avro
                  jobs  1  N  backups/0000000000004/jobs.avro
                """.formatted(Json.text(Fixtures.NOW)));
        out.reset();
        assertThat(run("backup", "--json")).isZero();
        assertThat(out()).startsWith("{\"id\":\"0000000000005\",").contains("\"status\":\"verified\"");
        String made = out().strip();
        out.reset();

        assertThat(run("backup", "--list", "--json", "--limit", "1")).isZero();
        assertThat(out()).isEqualTo("{\"backups\":[%s],\"next\":\"0000000000005\"}\n".formatted(made));
        out.reset();
        assertThat(run("backup", "--list", "--after", "0000000000005")).isZero();
        assertThat(out()).contains("0000000000004", "departments, jobs\n").doesNotContain("0000000000005");
        assertThat(err()).isEmpty();
    }

    /** The other database here is one in memory, which reads what databases in memory keep. */
    @DisabledIfSystemProperty(named = "muster.test.database", matches = ".+")
    @Test
    void backupsAreVerifiedDrilledAndRestored() throws IOException {
        loadHires();
        err.reset();
        run("backup", "departments");
        in = utf8("3,Later\n");
        run("ingest", "departments", "-");
        out.reset();

        assertThat(run("verify", "0000000000004")).as(err()).isZero();
        assertThat(out()).startsWith("backup 0000000000004 of %s is verified\n".formatted(Json.text(Fixtures.NOW)));
        out.reset();
        assertThat(run("drill", "0000000000004")).as(err()).isZero();
        assertThat(out()).isEqualTo("backup 0000000000004 passed its drill: nothing differs\n");
        out.reset();
        assertThat(run("restore", "0000000000004", "--dataset", "departments"))
                .as(err())
                .isZero();
        assertThat(out()).isEqualTo("""
                these datasets are as in backup 0000000000004
                  dataset      run            rows  inserted  updated  unchanged
                  ───────────  ─────────────  ────  ────────  ───────  ─────────
                  departments  0000000000007     2         0        0          2
                """);
        assertThat(database.datasets().count(Fixtures.CATALOG.get("departments")))
                .isEqualTo(2);
        assertThat(err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify", "drill", "restore"})
    void backupsThatAreDamagedOrNotThereFail(String command) throws IOException {
        loadHires();
        err.reset();
        run("backup", "departments");
        objects.delete("backups/0000000000004/departments.avro");
        try (ObjectStore.Upload upload = objects.replace("backups/0000000000004/departments.avro")) {
            upload.body().write(utf8("Obj\u0001"));
            upload.commit();
        }
        in = utf8("3,Later\n");
        run("ingest", "departments", "-");
        out.reset();

        assertThat(run(command, "0000000000004")).isEqualTo(1);
        assertThat(err()).startsWith("muster: bad-backup: ").endsWith("\n");
        err.reset();
        assertThat(run(command, "x")).isEqualTo(1);
        assertThat(err()).isEqualTo("muster: not-found: there is no backup 'x'\n");
        assertThat(out()).isEmpty();
        assertThat(database.datasets().count(Fixtures.CATALOG.get("departments")))
                .isEqualTo(3);
        assertThat(useCases.backups().get("0000000000004").status()).isEqualTo(Backup.Status.FAILED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "backup | no backup was made",
                "verify 0000000000004 | nothing was changed",
                "drill 0000000000004 | nothing was changed",
                "restore 0000000000004 | nothing was changed",
            })
    void anInterruptionTakesLongWorkBack(String arguments, String left) throws IOException {
        loadHires();
        err.reset();
        run("backup", "departments");
        in = utf8("3,Later\n");
        run("ingest", "departments", "-");
        out.reset();
        String before = database.datasets().count(Fixtures.CATALOG.get("departments")) + " " + backups();
        onStorage = () -> {
            onStorage = () -> {};
            interrupt();
        };

        assertThat(run(words(arguments))).isEqualTo(1);
        assertThat(err()).endsWith("muster: interrupted; " + left + "\n");
        assertThat(out()).isEmpty();
        assertThat(database.datasets().count(Fixtures.CATALOG.get("departments")) + " " + backups())
                .isEqualTo(before);
        assertThat(database.runs().list(null, RunStatus.RUNNING, null, 1)).isEmpty();
        assertThat(objects.list("backups/", null, 1_000))
                .allMatch(object -> object.key().startsWith("backups/0000000000004/"));
    }

    private List<Backup> backups() {
        return useCases.backups().list();
    }

    /** The other database here is one in memory, which reads what databases in memory keep. */
    @DisabledIfSystemProperty(named = "muster.test.database", matches = ".+")
    @Test
    void everythingMovesToAnEmptyDatabase() throws IOException {
        loadHires();
        err.reset();
        file("password", "s3cret\n");
        String password = folder.resolve("password").toString();

        assertThat(run("move", "--to", "jdbc:postgresql://db/muster", "--user", "ada", "--password-file", password))
                .as(err())
                .isZero();
        assertThat(named).isEqualTo("--to=jdbc:postgresql://db/muster, user ada, password s3cret");
        assertThat(out()).isEqualTo("""
                moved 5 rows of datasets and 10 rows of what is kept beside them
                these settings use the new database, with the same storage:
                  MUSTER_DATABASE_URL=jdbc:postgresql://db/muster
                  MUSTER_DATABASE_USER=ada
                  MUSTER_DATABASE_PASSWORD="$(cat '%s')"
                """.formatted(password));
        assertThat(other.runs().list(null, null, null, 10))
                .isEqualTo(database.runs().list(null, null, null, 10));
        out.reset();

        assertThat(run("move", "--to", "jdbc:postgresql://db/muster")).isEqualTo(1);
        assertThat(err())
                .isEqualTo(
                        "muster: conflict: the other database has rows of Muster already, in departments; nothing was moved\n");
        assertThat(out()).isEmpty();
    }

    @Test
    void serveTellsWhereAndServes() {
        assertThat(run("serve")).isZero();
        assertThat(err()).isEqualTo("muster: serves http://127.0.0.1:8080 until interrupted\n");
        assertThat(service.served).isTrue();
    }

    @Test
    void aReaderWhoHasEnoughIsNoFailure() throws IOException {
        loadHires();
        err.reset();

        assertThat(runTo(broken("Broken pipe"), "rejections", "--format", "ndjson"))
                .isZero();
        assertThat(runTo(broken("Broken pipe"), "runs")).isZero();
        assertThat(err()).isEmpty();
    }

    @Test
    void aResultThatGetsLostIsAFailure() throws IOException {
        loadHires();
        err.reset();

        assertThat(runTo(broken("No space left on device"), "runs")).isEqualTo(1);
        assertThat(err()).isEqualTo("muster: the result could not be written: No space left on device\n");
    }

    /** @param csv writes CSV of records and reports */
    private UseCases useCases(RecordDecoder decoder, TableWriter csv) {
        List<TableWriter> tables = List.of(csv, new ToldTable("xlsx", "application/vnd.spreadsheetml"));
        IngestRecords ingestRecords = new IngestRecords(
                Fixtures.CATALOG, database, objects, decoder, clock, ids, 1_000_000, InMemoryScratch::new);
        ComputeReport reports = new ComputeReport(Fixtures.CATALOG, Fixtures.REPORTS, database);
        Backups backups = new Backups(objects, BackupFiles.format());
        VerifyBackup verify = new VerifyBackup(Fixtures.CATALOG, objects, BackupFiles.format(), backups, clock);
        LoadFromSource sources = new LoadFromSource(new LandOnce(ingestRecords, database, clock), List.of(bucket));
        StartPipeline startPipeline = new StartPipeline(PIPELINES, database, clock, ids);
        WorkLog log = new WorkLogger();
        Backoff backoff = new Backoff(Duration.ofMillis(2), Duration.ofMillis(2), new Random(1));
        ReportFormats formats =
                new ReportFormats(tables, (chart, picture) -> utf8(picture + "\n"), List.of(JsonReports.writer()));
        Downloads downloads = new ScriptedDownloads();
        StepWork steps = new StepWork(
                new ExtractedResources(
                        Fixtures.CATALOG,
                        downloads,
                        objects,
                        new ReadRecords(objects, decoder),
                        csv,
                        ingestRecords,
                        1_000,
                        clock),
                new LoadedFiles(Fixtures.CATALOG, database, ingestRecords, sources, Map.of(), downloads, 1_000, clock),
                reports,
                new ReportFiles(reports, formats, objects, clock, ids));
        return new UseCases(
                database,
                clock,
                ingestRecords,
                new LoadFromSource(new LandOnce(ingestRecords, database, clock), List.of(bucket)),
                new ReplayRejections(Fixtures.CATALOG, database, objects, decoder, ingestRecords),
                new DiscardRejections(Fixtures.CATALOG, database, clock),
                new GroupRejections(Fixtures.CATALOG, database, clock),
                new TraceRecord(Fixtures.CATALOG, database, objects, decoder),
                new CancelRun(database, clock),
                new UndoRun(Fixtures.CATALOG, database, clock),
                new ProveData(Fixtures.CATALOG, database, objects, decoder, (id, dataset) -> Optional.empty()),
                reports,
                new ReportFormats(tables, (chart, picture) -> utf8(picture + "\n"), List.of(JsonReports.writer())),
                new ExportRecords(database),
                new ExportFormats(tables),
                new ExportRejections(Fixtures.CATALOG, database, objects, decoder),
                new RejectionFormats(Formats.ofRejections()),
                backups,
                new CreateBackup(
                        database,
                        objects,
                        BackupFiles.format(),
                        backups,
                        verify,
                        reports,
                        Announcing.in(database, clock),
                        clock,
                        ids,
                        new ToldLog()),
                verify,
                new RestoreBackup(Fixtures.CATALOG, database, backups, verify, clock, ids),
                new DrillBackup(
                        Fixtures.CATALOG,
                        Fixtures.REPORTS,
                        () -> opened(new InMemoryDatabase(Fixtures.CATALOG).ports()),
                        backups,
                        verify,
                        clock,
                        ids),
                startPipeline,
                new PipelineWork(
                        PIPELINES,
                        database,
                        startPipeline,
                        new RunPipeline(PIPELINES, database, steps, backoff, clock, log, Tracing.NONE),
                        new DoingAtOnce(),
                        clock,
                        log),
                new ManageKeys(database, new Authenticate(database, clock, null, Tokens.NONE), clock),
                new KeepAudit(database, clock, Duration.ofDays(1)),
                new ManageMappings(database),
                Tracing.NONE);
    }

    /** Does jobs of pipelines as soon as there are any. */
    private final class DoingAtOnce implements Schedules {
        @Override
        public void start(List<Task> tasks, List<JobKind> kinds) {
            assertThat(tasks).isEmpty();
            Thread.ofPlatform().daemon().start(() -> {
                while (database.pipelineRuns().underWay().isEmpty()) {
                    Thread.onSpinWait();
                }
                String waiting = database.pipelineRuns().underWay().getFirst().toString();
                assertThat(kinds.getFirst().work().apply(waiting)).isEmpty();
            });
        }

        @Override
        public void close() {
            // It ends by itself.
        }
    }

    private static OpenDatabase opened(Database database) {
        return new OpenDatabase() {
            @Override
            public Database database() {
                return database;
            }

            @Override
            public void close() {
                // It is in memory.
            }
        };
    }

    private static PortException unavailable(String message) {
        return new PortException(PortException.Part.DATABASE, PortException.Kind.UNAVAILABLE, message, null);
    }

    /** As kill does, and ^C, which whoever starts tests in the background may have switched off; returns when it was noticed. */
    private static void interrupt() {
        Signal.raise(new Signal("TERM"));
        Instant end = Instant.now().plusSeconds(60);
        while (Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("interruption"))) {
            assertThat(Instant.now()).as("the signal is noticed before").isBefore(end);
        }
    }

    private void loadHires() throws IOException {
        in = utf8("1,Workshop\n2,Archive\n");
        run("ingest", "departments", "-");
        in = utf8("1,=Welder\n");
        run("ingest", "jobs", "-");
        in = utf8("1,Ada,2021-01-01T00:00:00Z,1,1\n2,Zoë,2021-12-31T23:59:59Z,1,1\n3,Jörg,2021-05-05T00:00:00Z,1,\n");
        run("ingest", "hired_employees", "-");
        out.reset();
    }

    private int run(String... arguments) {
        return runTo(out, arguments);
    }

    private int runTo(OutputStream results, String... arguments) {
        return new MusterCli(services, terminal(results), "1.2.3").run(arguments);
    }

    private Terminal terminal(OutputStream results) {
        return new Terminal(new ByteArrayInputStream(in), results, err, screen);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private void file(String name, String text) throws IOException {
        Files.write(folder.resolve(name), name.endsWith(".gz") ? gzip(utf8(text)) : utf8(text));
    }

    private static OutputStream broken(String message) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(message);
            }
        };
    }

    private static String[] with(String[] more, String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return all;
    }

    private static String[] words(String text) {
        return text.isEmpty() ? new String[0] : text.split(" ");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes);
        }
        return compressed.toByteArray();
    }

    /** The formats are adapters outward, of which nothing is known here: this one tells what it was given. */
    private record ToldTable(String format, String mediaType) implements TableWriter {
        @Override
        public void write(Table table, Options options, OutputStream to) throws IOException {
            StringBuilder told = new StringBuilder("%s of %s%s%s\n"
                    .formatted(format, table.name(), options.raw() ? ", raw" : "", options.bom() ? ", bom" : ""));
            table.rows().forEachRemaining(row -> told.append(row.get(0)).append('\n'));
            to.write(utf8(told.toString()));
        }
    }

    /** A format whose records end with the database. */
    private record GoneHalfway(String format, String mediaType) implements TableWriter {
        @Override
        public void write(Table table, Options options, OutputStream to) throws IOException {
            to.write(utf8("half"));
            throw unavailable("the database is gone");
        }
    }

    private final class Ready implements Services {
        @Override
        public Catalog catalog() {
            return Fixtures.CATALOG;
        }

        @Override
        public Path dataFolder() {
            return folder.resolve("data");
        }

        @Override
        public void refuseSamples() {
            // They may be made here.
        }

        @Override
        public HttpService httpService() {
            return service;
        }

        @Override
        public String usePostgres() {
            throw new AssertionError("nobody asked for it");
        }

        @Override
        public OpenDatabase openDatabase(String argument, String url, String user, String password) {
            named = "%s=%s, user %s, password %s".formatted(argument, url, user, password);
            return opened(other);
        }

        @Override
        public UseCases useCases() {
            return useCases;
        }
    }

    /** Services of which none can be had. */
    private static class Failing implements Services {
        private final RuntimeException fault;

        Failing(RuntimeException fault) {
            this.fault = fault;
        }

        @Override
        public Catalog catalog() {
            throw fault;
        }

        @Override
        public Path dataFolder() {
            throw fault;
        }

        @Override
        public void refuseSamples() {
            throw fault;
        }

        @Override
        public HttpService httpService() {
            throw fault;
        }

        @Override
        public String usePostgres() {
            throw fault;
        }

        @Override
        public OpenDatabase openDatabase(String argument, String url, String user, String password) {
            throw fault;
        }

        @Override
        public UseCases useCases() {
            throw fault;
        }
    }

    /** A service that is stopped as soon as it serves. */
    private static final PipelineCatalog PIPELINES = new PipelineCatalog(List.of(
            pipeline("nightly", "s3://bucket/in/a/jobs.csv"),
            pipeline("clean", "s3://bucket/in/a/departments.csv"),
            pipeline("broken", "s3://bucket/in/nothing.csv")));

    private static Pipeline pipeline(String name, String place) {
        String dataset = place.contains("departments") ? "departments" : "jobs";
        return Pipeline.of(
                name,
                List.of(
                        List.of(new Step.Load("load", dataset, new Origin.File(place), Mode.INSERT, false, null)),
                        List.of(new Step.WriteReports(
                                "report", List.of(new Step.Order("top-posts", List.of("csv"), Map.of()))))));
    }

    private static final class ServedOnce implements HttpService {
        private boolean served;

        @Override
        public URI start() {
            return URI.create("http://127.0.0.1:8080");
        }

        @Override
        public void serveUntilStopped() {
            served = true;
        }
    }
}
