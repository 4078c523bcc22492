package dev.muster.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.application.Refusal;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.hiring.HiringDatasets;
import dev.muster.domain.hiring.HiringReports;
import dev.muster.domain.pipeline.Origin;
import dev.muster.domain.pipeline.Pipeline;
import dev.muster.domain.pipeline.Step;
import dev.muster.domain.report.Report;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.ProblemType;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeclaredPipelinesTest {
    private static final Catalog DATASETS =
            new Catalog(List.of(HiringDatasets.DEPARTMENTS, HiringDatasets.JOBS, HiringDatasets.HIRED_EMPLOYEES));

    private static final Pipeline BUILT_IN = Pipeline.of(
            "built-in",
            List.of(List.of(new Step.Load("load", "jobs", new Origin.Folder("s3://b/"), Mode.UPSERT, false, null))));

    @TempDir
    private Path folder;

    private List<Pipeline> declared(String yaml) throws IOException {
        Files.writeString(folder.resolve("muster.yml"), yaml);
        Settings settings = SettingsReader.read(
                Map.of(
                        "MUSTER_INBOX", "inbox",
                        "MUSTER_S3_SOURCES", "s3://bucket/in, s3://whole",
                        "MUSTER_ALLOWED_DESTINATIONS", "intranet"),
                folder);
        return new DeclaredPipelines(
                        DATASETS,
                        DeclaredPipelinesTest::report,
                        () -> List.of("csv", "json"),
                        settings.sources(),
                        settings.destinations(),
                        DeclaredPipelinesTest::reach)
                .with(List.of(BUILT_IN), settings.pipelines().declared(), pipeline -> "needs something");
    }

    private static Report report(String name) {
        return HiringReports.ALL.stream()
                .filter(report -> report.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Refusal(ProblemType.UNKNOWN_REPORT, "there is no report '%s'".formatted(name)));
    }

    private static void reach(URI address) {
        if (address.getHost().equals("private.example")) {
            throw new Refusal(ProblemType.DESTINATION_NOT_ALLOWED, "private.example is private");
        }
    }

    @Test
    void withoutAnyThereAreThoseThatAreBuiltIn() throws IOException {
        assertThat(declared("")).containsExactly(BUILT_IN);
    }

    @Test
    void makesPipelinesOfWhatIsDeclared() throws IOException {
        assertThat(declared("""
                        muster.pipelines:
                          nightly:
                            loads:
                              - dataset: departments
                                source: https://files.example/d.csv?key=1
                              - {dataset: jobs, source: 's3://bucket/in/a/jobs.csv.gz', mode: upsert, strict: true, mapping: hr_export}
                              - {dataset: jobs, source: 'inbox:more jobs.ndjson'}
                              - {dataset: jobs, source: 'http://intranet/jobs'}
                            reports:
                              - {report: hires-by-month, format: csv, parameters: {year: 2021}}
                              - {report: hires-by-month, format: json, parameters: {year: 2021}}
                            schedule: 0 30 2 * * *
                            zone: Europe/Madrid
                            retries: 0
                          built-in:
                            retries: 7
                        """))
                .containsExactly(
                        BUILT_IN.scheduled(null, Pipeline.DEFAULT_ZONE, 7),
                        new Pipeline(
                                "nightly",
                                List.of(
                                        List.of(load(
                                                "load-departments",
                                                "departments",
                                                new Origin.Web(URI.create("https://files.example/d.csv?key=1")))),
                                        List.of(new Step.Load(
                                                "load-jobs",
                                                "jobs",
                                                new Origin.File("s3://bucket/in/a/jobs.csv.gz"),
                                                Mode.UPSERT,
                                                true,
                                                "hr_export")),
                                        List.of(load("load-jobs-2", "jobs", new Origin.File("inbox:more jobs.ndjson"))),
                                        List.of(load(
                                                "load-jobs-3",
                                                "jobs",
                                                new Origin.Web(URI.create("http://intranet/jobs")))),
                                        List.of(write("report-hires-by-month", "csv")),
                                        List.of(write("report-hires-by-month-2", "json"))),
                                "0 30 2 * * *",
                                ZoneId.of("Europe/Madrid"),
                                0));
    }

    private static Step load(String name, String dataset, Origin origin) {
        return new Step.Load(name, dataset, origin, Mode.INSERT, false, null);
    }

    private static Step write(String name, String format) {
        return new Step.WriteReports(
                name, List.of(new Step.Order("hires-by-month", List.of(format), Map.of("year", "2021"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Nightly: {zone: UTC} | Nightly | a name has small letters, digits and hyphens, a letter first, at most 63",
                "a: | a | must have names below it, with values",
                "a: {zone: UTC} | a | has neither loads nor reports",
                "a: {lodas: []} | a.lodas | there is no such setting; the nearest is muster.pipelines.a.loads",
                "a: {loads: {dataset: jobs}} | a.loads | must be a list whose elements have names, with values",
                "a: {loads: [{datset: jobs}]} | a.loads[0].datset | there is no such setting; the nearest is muster.pipelines.a.loads[0].dataset",
                "a: {loads: [{source: 'inbox:x.csv'}]} | a.loads[0].dataset | must be given",
                "a: {loads: [{dataset: job, source: 'inbox:x.csv'}]} | a.loads[0].dataset | 'job' is not one of the datasets departments, jobs, hired_employees",
                "a: {loads: [{dataset: jobs}]} | a.loads[0].source | must be given",
                "a: {loads: [{dataset: jobs, source: 'inbox:x.csv'}, {dataset: jobs, source: /x.csv}]} | a.loads[1].source | '/x.csv' is not an address of the form https://…, or a file of MUSTER_INBOX (inbox:…) or of MUSTER_S3_SOURCES (s3://…)",
                "a: {loads: [{dataset: jobs, source: 's3://bucket/inner/x.csv'}]} | a.loads[0].source | 's3://bucket/inner/x.csv' is not an address of the form https://…, or a file of MUSTER_INBOX (inbox:…) or of MUSTER_S3_SOURCES (s3://…)",
                "a: {loads: [{dataset: jobs, source: 's3://whole/x.doc'}]} | a.loads[0].source | the name of a file must end in .csv, .tsv, .txt, .json, .jsonl or .ndjson, with or without .gz",
                "a: {loads: [{dataset: jobs, source: 'http://other/x.csv'}]} | a.loads[0].source | must begin with https://, unless MUSTER_ALLOWED_DESTINATIONS names the host",
                "a: {loads: [{dataset: jobs, source: 'https://u:p@other/x.csv'}]} | a.loads[0].source | must be an address of the form https://host, without user and password",
                "a: {loads: [{dataset: jobs, source: 'https://private.example/x.csv'}]} | a.loads[0].source | private.example is private",
                "a: {loads: [{dataset: jobs, source: 'inbox:x.csv', mode: merge}]} | a.loads[0].mode | 'merge' is not insert or upsert",
                "a: {loads: [{dataset: jobs, source: 'inbox:x.csv', strict: yes}]} | a.loads[0].strict | 'yes' is not true or false",
                "a: {loads: [{dataset: jobs, source: 'inbox:x.csv', mapping: 'H R'}]} | a.loads[0].mapping | 'H R' is not a name of a mapping: small letters, digits, - and _, a letter first",
                "a: {reports: [{report: hires, format: csv}]} | a.reports[0].report | there is no report 'hires'",
                "a: {reports: [{report: hires-by-month, format: pdf}]} | a.reports[0].format | 'pdf' is not one of the formats csv, json",
                "a: {reports: [{report: hires-by-month, parameters: {year: 2021}}]} | a.reports[0].format | must be given",
                "a: {reports: [{report: hires-by-month, format: csv}]} | a.reports[0].parameters.year | must be given",
                "a: {reports: [{report: hires-by-month, format: csv, parameters: {year: 0}}]} | a.reports[0].parameters.year | '0' is not a whole number from 1900 to 9999",
                "a: {reports: [{report: hires-by-month, format: csv, parameters: {yaer: 2021}}]} | a.reports[0].parameters.yaer | there is no such setting; the nearest is muster.pipelines.a.reports[0].parameters.year",
                "a: {loads: [{dataset: jobs, source: 'inbox:x.csv'}], schedule: daily} | a.schedule | 'daily' is not a schedule such as '0 30 2 * * *': second, minute, hour, day of month, month, day of week",
                "a: {loads: [{dataset: jobs, source: 'inbox:x.csv'}], zone: Mars} | a.zone | 'Mars' is not a time zone such as UTC or Europe/Madrid",
                "a: {loads: [{dataset: jobs, source: 'inbox:x.csv'}], retries: 21} | a.retries | '21' is not a whole number from 0 to 20",
                "built-in: {loads: []} | built-in.loads | there is no such setting; the nearest is muster.pipelines.built-in.zone",
                "built-in: {schedule: 0 0 3 * * *} | built-in.schedule | needs something"
            })
    void wrongKeysAreNamed(String yaml, String key, String fault) {
        assertThatExceptionOfType(InvalidSetting.class)
                .isThrownBy(() -> declared("muster: {pipelines: {%s}}".formatted(yaml)))
                .withMessage("muster.pipelines.%s in muster.yml: %s".formatted(key, fault));
    }
}
