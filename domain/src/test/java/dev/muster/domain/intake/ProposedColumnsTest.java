package dev.muster.domain.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.domain.content.ContentDatasets;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Mapping.Column;
import dev.muster.domain.hiring.HiringDatasets;
import dev.muster.domain.payments.PaymentDatasets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProposedColumnsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static final List<Dataset> DATASETS = List.of(
            HiringDatasets.DEPARTMENTS,
            HiringDatasets.JOBS,
            HiringDatasets.HIRED_EMPLOYEES,
            PaymentDatasets.transactions(List.of("USD", "EUR")),
            ContentDatasets.USERS);

    /** Rows are separated by slashes; the first one is the header, unless there is a minus. */
    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvSource(delimiter = '|', textBlock = """
            jobs            | id,job            | 1,Nurse                                  | id='id' name, job='job' name
            jobs            | JOB , I_D         | Nurse,1                                  | id='I_D' name, job='JOB' name
            jobs            | Job,job,id        | a,b,1                                    | id='id' name, job=#1 name
            jobs            | jobs,ids          | a,1                                      | id='ids' similar, job='jobs' similar
            jobs            | jobb,key          | a,1                                      | id='key' content, job='jobb' similar
            jobs            | x,y               | ,                                        |
            jobs            | x,y               | 1,Nurse/2,Cook                           | id='x' content, job='y' content
            jobs            | x,y,z             | 1,7,Nurse/1,8,Cook                       | id='y' content, job='z' content
            jobs            | x,y               | 2021-11-07T02:48:42Z,3                   | id='y' content
            jobs            | ,                 | 1,Nurse                                  | id=#1 content, job=#2 content
            jobs            | -                 | Nurse,x,1/Cook,y,2                       | id=#3 content, job=#1 content
            jobs            | -                 | -5,7                                     | id=#2 content
            hired_employees | id,name,datetime,department_id,job_id | 1,Ida,2021-11-07T02:48:42Z,2,3 | id='id' name, name='name' name, hire_datetime='datetime' alias, department_id='department_id' name, job_id='job_id' name
            hired_employees | Job Id,Departement-ID,Hire datetimes,names,Id. | 1,2,x,y,3       | id='Id.' similar, name='names' similar, hire_datetime='Hire datetimes' similar, department_id='Departement-ID' similar, job_id='Job Id' name
            hired_employees | Nr,Name,Eintritt,Abteilung,Beruf | 7,Ida,2021-11-07T02:48:42Z,2,1/8,Ole,2021-05-30T05:43:46Z,2,1 | id='Nr' content, name='Name' name, hire_datetime='Eintritt' content, department_id='Abteilung' content, job_id='Beruf' content
            hired_employees | -                 | 7,Ida,2021-11-07T02:48:42Z,2,1           | id=#1 content, name=#2 content, hire_datetime=#3 content, department_id=#4 content, job_id=#5 content
            transactions    | Ref,Betrag,W      | a-1,10.50,EUR/a-2,7,USD                  | external_id='Ref' content, amount='Betrag' content, currency='W' content
            """)
    void saysWhy(String dataset, String names, @Nullable String rows, @Nullable String expected) {
        Dataset of = DATASETS.stream()
                .filter(each -> each.name().equals(dataset))
                .findFirst()
                .orElseThrow();
        List<String> header = names.equals("-") ? List.of() : cells(names);
        List<List<String>> records = Stream.of(String.valueOf(rows).split("/"))
                .map(ProposedColumnsTest::cells)
                .toList();

        ProposedColumns proposed = ProposedColumns.of(of, header, records, NOW);

        assertThat(proposed.byField().entrySet().stream()
                        .map(entry -> "%s=%s %s"
                                .formatted(
                                        entry.getKey(),
                                        text(entry.getValue().column()),
                                        entry.getValue().why().name().toLowerCase(Locale.ROOT)))
                        .collect(Collectors.joining(", ")))
                .isEqualTo(expected == null ? "" : expected);
    }

    private static List<String> cells(String row) {
        return Arrays.asList(row.split(",", -1));
    }

    private static String text(Column column) {
        return switch (column) {
            case Column.Named(String name) -> "'%s'".formatted(name);
            case Column.Position(int number) -> "#" + number;
        };
    }
}
