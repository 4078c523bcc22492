package dev.muster.application.reports;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static dev.muster.application.fixtures.Fixtures.HIRED_EMPLOYEES;
import static dev.muster.application.fixtures.Fixtures.JOBS;
import static dev.muster.application.fixtures.Fixtures.REPORTS;
import static dev.muster.application.fixtures.Fixtures.department;
import static dev.muster.application.fixtures.Fixtures.hiredEmployee;
import static dev.muster.application.fixtures.Fixtures.job;
import static dev.muster.application.fixtures.Fixtures.stored;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;

import dev.muster.application.Refusal;
import dev.muster.application.fixtures.Fixtures;
import dev.muster.application.memory.CountingIds;
import dev.muster.application.memory.InMemoryDatabase;
import dev.muster.application.memory.InMemoryObjectStore;
import dev.muster.application.port.ChartRenderer;
import dev.muster.application.port.Database;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.ReportWriter;
import dev.muster.application.port.TableWriter;
import dev.muster.application.port.WorkbookWriter;
import dev.muster.application.reports.ReportFiles.ReportFile;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.report.ReportResult;
import dev.muster.domain.report.Table;
import dev.muster.domain.report.Workbook;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.RunId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.AdditionalAnswers;
import org.mockito.Mockito;

/** Reports in their formats, as files, and in a workbook. */
class ReportFilesTest {
    private static final String BY_MONTH = "hires-by-month";
    private static final Map<String, String> IN_2021 = Map.of("year", "2021");

    private final Database database = new InMemoryDatabase(CATALOG).ports();
    private final ObjectStore objects = new InMemoryObjectStore();
    private final ComputeReport reports = new ComputeReport(CATALOG, REPORTS, database);
    private final ChartRenderer charts =
            (chart, picture) -> "%s %s".formatted(chart.title(), picture).getBytes(UTF_8);
    private final ReportFormats formats =
            new ReportFormats(List.of(new Rows("csv"), new Rows("avro")), charts, List.of(new Title()));
    private Instant now = Instant.parse("2026-11-21T09:45:12.345Z");
    private final ReportFiles files = new ReportFiles(reports, formats, objects, () -> now, new CountingIds());

    /** Writes rows as Java shows them. */
    private record Rows(String format) implements TableWriter {
        @Override
        public String mediaType() {
            return "text/" + format;
        }

        @Override
        public void write(Table table, TableWriter.Options options, OutputStream out) throws IOException {
            out.write("%s raw=%s".formatted(table.rows().next(), options.raw()).getBytes(UTF_8));
        }
    }

    private record Title() implements ReportWriter {
        @Override
        public Kind kind() {
            return Kind.PAGE;
        }

        @Override
        public String format() {
            return "html";
        }

        @Override
        public String mediaType() {
            return "text/html";
        }

        @Override
        public void write(ReportResult result, ReportWriter.Options options, OutputStream out) throws IOException {
            out.write(result.report().title().getBytes(UTF_8));
        }
    }

    @BeforeEach
    void storeAHire() {
        given(DEPARTMENTS, department(1, "Legal"));
        given(JOBS, job(1, "Clerk"));
        given(HIRED_EMPLOYEES, hiredEmployee(1, "2021-01-01T00:00:00Z", 1, 1));
    }

    private void given(Dataset dataset, Row... rows) {
        database.unitOfWork()
                .write(() -> Fixtures.insertAbsent(
                        database.datasets(),
                        dataset,
                        Stream.of(rows).map(row -> stored(row, new RunId(1))).toList()));
    }

    private String written(String format, ReportWriter.Options options) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        formats.get(format).write(reports.compute(BY_MONTH, IN_2021), options, out);
        return out.toString(UTF_8);
    }

    @Test
    void aReportHasATableAPageAndPictures() throws Exception {
        assertThat(formats.names()).containsExactly("html", "csv", "png", "svg");
        ReportWriter.Options options = new ReportWriter.Options(true, false, 320, 200, ChartRenderer.Theme.DARK);
        assertThat(written("html", options)).isEqualTo("Hires by month");
        assertThat(written("csv", options)).isEqualTo("[2021-01, 1] raw=true");
        assertThat(written("svg", options))
                .isEqualTo("Employees hired in 2021, by month "
                        + new ChartRenderer.Picture(ChartRenderer.Format.SVG, 320, 200, ChartRenderer.Theme.DARK));
        assertThat(formats.get("png").mediaType()).isEqualTo("image/png");
    }

    @Test
    void refusesAFormatThatIsNotThere() {
        assertThat(formats.find("avro")).isEmpty();
        assertRefused(ProblemType.BAD_PARAMETER, () -> formats.get("pdf"));
        assertRefused(
                ProblemType.BAD_PARAMETER, () -> files.write(BY_MONTH, "pdf", IN_2021, ReportWriter.Options.DEFAULT));
        assertThat(objects.list("")).isEmpty();
    }

    @Test
    void writesAFileThatSaysWhatItIs() throws Exception {
        ReportFile file = files.write(BY_MONTH, "csv", IN_2021, ReportWriter.Options.DEFAULT);
        assertThat(file.name()).matches("hires-by-month-2021-20261121T094512Z-[0-9a-z]{13}\\.csv");
        assertThat(file).isEqualTo(new ReportFile(file.name(), "csv", 22, Instant.parse("2026-11-21T09:45:12Z")));
        assertThat(objects.list("")).extracting(ObjectStore.Listed::key).containsExactly("reports/" + file.name());
        try (InputStream bytes = files.read(files.get(file.name()))) {
            assertThat(new String(bytes.readAllBytes(), UTF_8)).isEqualTo("[2021-01, 1] raw=false");
        }
        assertThat(files.formatOf(file).orElseThrow().mediaType()).isEqualTo("text/csv");
    }

    @Test
    void neverOverwritesAFile() {
        files.write(BY_MONTH, "csv", IN_2021, ReportWriter.Options.DEFAULT);
        files.write(BY_MONTH, "csv", IN_2021, ReportWriter.Options.DEFAULT);
        assertThat(files.list()).hasSize(2);
    }

    @Test
    void listsFilesNewestFirstAndLeavesOthersOut() throws Exception {
        put("raw/2026-11-21/input.csv");
        put("reports/2026-11-21/nested.csv");
        put("reports/of-someone-else.json");
        ReportFile older = files.write(BY_MONTH, "csv", IN_2021, ReportWriter.Options.DEFAULT);
        now = now.plusSeconds(60);
        ReportFile newer = files.write(BY_MONTH, "html", IN_2021, ReportWriter.Options.DEFAULT);
        assertThat(files.list()).containsExactly(newer, older, new ReportFile("of-someone-else.json", "json", 1, null));
    }

    private void put(String key) throws IOException {
        try (ObjectStore.Upload upload = objects.create(key)) {
            upload.body().write('x');
            upload.commit();
        }
    }

    @Test
    void findsAFileWithoutListingAll() throws Exception {
        ObjectStore unlisted = Mockito.mock(ObjectStore.class, AdditionalAnswers.delegatesTo(objects));
        Mockito.doThrow(new AssertionError("lists")).when(unlisted).list(any());
        Mockito.doThrow(new AssertionError("lists")).when(unlisted).list(any(), any(), anyInt());
        ReportFiles single = new ReportFiles(reports, formats, unlisted, () -> now, new CountingIds());

        ReportFile file = single.write(BY_MONTH, "csv", IN_2021, ReportWriter.Options.DEFAULT);
        assertThat(single.get(file.name())).isEqualTo(file);
        assertThat(single.find("other.csv")).isEmpty();
        single.read(file).close();
        single.delete(file.name());
    }

    @Test
    void deletesAFile() {
        ReportFile file = files.write(BY_MONTH, "csv", IN_2021, ReportWriter.Options.DEFAULT);
        files.delete(file.name());
        assertThat(files.list()).isEmpty();
        assertRefused(ProblemType.NOT_FOUND, () -> files.delete(file.name()));
        assertRefused(ProblemType.NOT_FOUND, () -> files.get(file.name()));
        assertRefused(ProblemType.NOT_FOUND, () -> files.read(file));
    }

    @Test
    void looksAtNothingOutsideOfItsFolder() throws Exception {
        put("secret.csv");
        for (String name : List.of("../secret.csv", "/secret.csv", "", ".", "a/b.csv", "a b.csv")) {
            assertRefused(ProblemType.NOT_FOUND, () -> files.get(name));
            assertRefused(ProblemType.NOT_FOUND, () -> files.delete(name));
        }
        assertThat(objects.list("")).hasSize(1);
    }

    @Test
    void aReportThatCannotBeWrittenLeavesNoFile() {
        ReportWriter broken = new ReportWriter() {
            @Override
            public String format() {
                return "broken";
            }

            @Override
            public String mediaType() {
                return "text/plain";
            }

            @Override
            public Kind kind() {
                return Kind.DATA;
            }

            @Override
            public void write(ReportResult result, ReportWriter.Options options, OutputStream out) throws IOException {
                out.write('x');
                throw new IllegalStateException("broken");
            }
        };
        ReportFormats withBroken = new ReportFormats(List.of(), charts, List.of(broken));
        ReportFiles brokenFiles = new ReportFiles(reports, withBroken, objects, () -> now, new CountingIds());
        assertThatThrownBy(() -> brokenFiles.write(BY_MONTH, "broken", IN_2021, ReportWriter.Options.DEFAULT))
                .isInstanceOf(IllegalStateException.class);
        assertThat(objects.list("")).isEmpty();
    }

    @Test
    void aWorkbookHasASheetForEachHiringReport() throws Exception {
        WorkbookWriter titles = new WorkbookWriter() {
            @Override
            public String format() {
                return "xlsx";
            }

            @Override
            public String mediaType() {
                return "application/x";
            }

            @Override
            public void write(List<Table> tables, OutputStream out) throws IOException {
                out.write(tables.stream().map(Table::title).toList().toString().getBytes(UTF_8));
            }
        };
        ComputeWorkbook computed = new ComputeWorkbook(database.unitOfWork(), REPORTS, reports, titles);
        Workbook workbook = computed.workbook("hiring");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        computed.write(computed.compute(workbook, IN_2021), out);
        assertThat(out.toString(UTF_8))
                .isEqualTo("[Hired employees by quarter, Departments above average hiring, Hires by month]");
        assertRefused(ProblemType.BAD_PARAMETER, () -> computed.compute(workbook, Map.of()));
    }

    private static void assertRefused(ProblemType type, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.problem().type()).isEqualTo(type));
    }
}
