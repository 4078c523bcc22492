package dev.muster.adapters.in.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.in.decode.TextDecoding;
import dev.muster.application.export.ExportFormats;
import dev.muster.application.fixtures.Fixtures;
import dev.muster.application.ingest.IngestRecords;
import dev.muster.application.memory.CountingIds;
import dev.muster.application.memory.FakeClock;
import dev.muster.application.memory.InMemoryDatabase;
import dev.muster.application.memory.InMemoryObjectStore;
import dev.muster.application.port.Database;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RecordDecoder;
import dev.muster.application.port.TableWriter;
import dev.muster.application.reports.ComputeReport;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.report.Report;
import dev.muster.domain.report.Table;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MusterCliTest {
    @TempDir
    private Path folder;

    private final Map<Class<?>, Object> services = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private byte[] in = {};

    @BeforeEach
    void prepare() {
        Database database = new InMemoryDatabase(Fixtures.CATALOG).ports();
        ObjectStore objects = new InMemoryObjectStore();
        RecordDecoder decoder = TextDecoding.decoder();
        services.put(Catalog.class, Fixtures.CATALOG);
        services.put(Database.class, database);
        services.put(ObjectStore.class, objects);
        services.put(RecordDecoder.class, decoder);
        services.put(ComputeReport.class, new ComputeReport(Fixtures.CATALOG, database));
        services.put(ExportFormats.class, new ExportFormats(List.of(new CountedRows())));
        services.put(DataFolder.class, new DataFolder(folder.resolve("data")));
        services.put(
                IngestRecords.class,
                new IngestRecords(
                        Fixtures.CATALOG,
                        database,
                        objects,
                        decoder,
                        new FakeClock(Fixtures.NOW),
                        new CountingIds(),
                        1_000_000));
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
                "rejections --help",
                "runs --help",
                "sample --help",
                "migrate --help"
            })
    void helpNeedsNothing(String arguments) {
        services.clear();

        assertThat(run(arguments.split(" "))).isZero();
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
                "frobnicate | there is no command frobnicate, but migrate (see: muster --help)",
                "ingset jobs x.csv | there is no command ingset, but ingest, serve (see: muster --help)",
                "ingest | Missing required parameters: 'DATASET', 'FILE' (see: muster ingest --help)",
                "ingest wages x.csv | there is no dataset 'wages'; there are departments, jobs, hired_employees, transactions, users, posts, comments",
                "runs --jsno | Unknown option: '--jsno', did you mean --json? (see: muster runs --help)",
                "runs twice | Unmatched argument at index 1: 'twice' (see: muster runs --help)",
                "ingest jobs x.csv --mode replace | Invalid value for option '--mode': 'replace' is not one of insert, upsert (see: muster ingest --help)",
                "ingest jobs x.csv --batch-size 0 | --batch-size must be from 1 to 1000, not 0",
                "ingest jobs x.csv --batch-size many | Invalid value for option '--batch-size': 'many' is not an int (see: muster ingest --help)",
                "ingest jobs x.csv --max-rejections -1 | --max-rejections must not be negative, as -1 is",
                "ingest jobs x.csv --charset ebcdic | --charset must be utf-8, utf-16, iso-8859-1 or windows-1252, not 'ebcdic'",
                "ingest jobs x.ndjson --header absent | --header and --delimiter are for csv only",
                "ingest jobs x.xml | the name of x.xml tells no format: it should end in .csv, .json, .jsonl or .ndjson, with or without .gz; or use --format",
                "ingest jobs s3://bucket/jobs.csv | loading from s3:// is not there yet",
                "report hired-employees-by-quarter | year is required; no year has data yet",
                "report hired-employees-by-quarter --year MMXXI | year must be a whole number from 1900 to 9999, not 'MMXXI'",
                "report hired-employees-by-quarter --year 2021 --limit 3 | report hired-employees-by-quarter has no parameter 'limit'",
                "report hired-employees-by-quarter --format pdf | Invalid value for option '--format': 'pdf' is not one of table, csv, json, xlsx, parquet (see: muster report --help)",
                "rejections --dataset wages | there is no dataset 'wages'; there are departments, jobs, hired_employees, transactions, users, posts, comments",
                "rejections --run x | 'x' is no id of a run",
                "rejections --format csv | there are no rejections; csv needs --dataset, whose columns it has",
                "rejections --limit 1001 | --limit must be from 1 to 1000, not 1001",
                "runs --status asleep | Invalid value for option '--status': 'asleep' is not one of queued, running, succeeded, failed, cancelled, undone (see: muster runs --help)",
                "sample --rows -1 --output x | --rows must not be negative, as -1 is",
                "sample --rows 1 | Missing required option: '--output=DIR' (see: muster sample --help)",
            })
    void wrongUsageIsOneLineAnd64(String arguments, String line) {
        assertThat(run(arguments.isEmpty() ? new String[0] : arguments.split(" ")))
                .isEqualTo(64);
        assertThat(err()).isEqualTo("muster: " + line + "\n");
        assertThat(out()).isEmpty();
    }

    @Test
    void whoAsksForAReportThatIsNotThereIsToldThoseThatAre() {
        String reports = ((ComputeReport) services.get(ComputeReport.class))
                .reports().stream().map(Report::name).collect(Collectors.joining(", "));

        assertThat(run("report", "wages")).isEqualTo(64);
        assertThat(err()).isEqualTo("muster: there is no report 'wages'; there are %s\n".formatted(reports));
    }

    @Test
    void wrongSettingsAreOneLineAnd78() {
        assertThat(new MusterCli(
                                new Services() {
                                    @Override
                                    public <T> T get(Class<T> type) {
                                        throw CommandFailed.configuration("MUSTER_PORT: 'x' is\nnot a number");
                                    }
                                },
                                terminal(out),
                                "1.2.3")
                        .run("runs"))
                .isEqualTo(78);
        assertThat(err()).isEqualTo("muster: MUSTER_PORT: 'x' is not a number\n");
    }

    @Test
    void brokenSystemsAreOneLineAnd1() {
        services.put(
                Database.class,
                new PortException(
                        PortException.Part.DATABASE,
                        PortException.Kind.UNAVAILABLE,
                        "the database cannot be reached",
                        null));
        assertThat(run("runs")).isEqualTo(1);

        services.put(Database.class, new IllegalStateException("wrapped", new ArithmeticException("/ by zero")));
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
    void standardInputIsCsvUnlessToldOtherwise() throws IOException {
        in = utf8("1;Welder\n");
        assertThat(run("ingest", "jobs", "-")).isZero();

        in = gzip(utf8("{\"id\":2,\"job\":\"Baker\"}"));
        assertThat(run("ingest", "jobs", "-", "--format", "ndjson")).isZero();

        assertThat(out())
                .containsSubsequence("jobs from standard input: succeeded", "jobs from standard input: succeeded");
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
                .endsWith(",\"unchanged_keys\":[]}\n");
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
        assertThat(out()).isEqualTo("rows: 1\n");
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
        assertThat(file).hasContent("rows: 1\n");
        assertThat(out()).isEmpty();
    }

    @Test
    void rejectionsComeInEveryFormat() throws IOException {
        loadHires();

        assertThat(run("rejections", "--format", "csv")).isZero();
        assertThat(out()).isEqualTo("""
                id,name,hire_datetime,department_id,job_id,rejection_id,codes,fields,messages,raw
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
                        "muster: csv has the columns of one dataset: choose with --dataset from hired_employees, jobs\n");

        assertThat(run("rejections", "--format", "csv", "--run", "0000000000004"))
                .isZero();
        assertThat(out()).startsWith("id,job,rejection_id,");
    }

    @Test
    void runsComeNewestFirst() throws IOException {
        assertThat(run("runs")).isZero();
        assertThat(out()).isEqualTo("no runs\n");
        loadHires();

        assertThat(run("runs", "--limit", "1")).isZero();
        assertThat(out()).isEqualTo("""
                  run            started                   dataset          from            status     received  inserted  updated  unchanged  rejected
                  ─────────────  ────────────────────────  ───────────────  ──────────────  ─────────  ────────  ────────  ───────  ─────────  ────────
                  0000000000003  2026-03-01T09:30:00.123Z  hired_employees  standard input  succeeded         3         2        0          0         1
                """);
        assertThat(err()).endsWith("muster: there are older ones: --after 0000000000003\n");
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
        ServedOnce service = new ServedOnce();
        services.put(HttpService.class, service);

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
    void demoDoesNotMixWithRealData() throws IOException {
        services.put(HttpService.class, new ServedOnce());
        loadHires();
        err.reset();

        assertThat(run("demo")).isEqualTo(1);
        assertThat(err()).startsWith("muster: there are departments already that are no sample;");
    }

    @Test
    void serveTellsWhereAndServes() {
        ServedOnce service = new ServedOnce();
        services.put(HttpService.class, service);

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
        return new MusterCli(
                        new Services() {
                            @Override
                            public <T> T get(Class<T> type) {
                                Object service = services.get(type);
                                if (service instanceof RuntimeException fault) {
                                    throw fault;
                                }
                                assertThat(service).as(type.getName()).isNotNull();
                                return type.cast(service);
                            }
                        },
                        terminal(results),
                        "1.2.3")
                .run(arguments);
    }

    private Terminal terminal(OutputStream results) {
        return new Terminal(new ByteArrayInputStream(in), results, err, false, 80);
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

    /** The formats are adapters outward, of which nothing is known here. */
    private static final class CountedRows implements TableWriter {
        @Override
        public String format() {
            return "csv";
        }

        @Override
        public String mediaType() {
            return "text/csv";
        }

        @Override
        public void write(Table table, Options options, OutputStream to) throws IOException {
            int rows = 0;
            for (; table.rows().hasNext(); rows++) {
                table.rows().next();
            }
            to.write(utf8("rows: %d\n".formatted(rows)));
        }
    }

    /** A service that is stopped as soon as it serves. */
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
