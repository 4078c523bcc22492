package dev.muster.domain.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.Row;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void ofADatasetHasAColumnForEachField() {
        Dataset dataset = new Dataset(
                "things",
                "Things",
                "All kinds of things.",
                "id",
                List.of(
                        Field.integer("id", 1, 9, "Number of the thing"),
                        Field.decimal("price", 4, "What it costs").optional(),
                        Field.text("currency", "What that is in").orElse("USD"),
                        Field.instant("made_at", "When it was made").titled("Made")));
        Row row = Row.of(1L, null, "USD", Instant.EPOCH);
        Table table = Table.of(dataset, List.of(row).iterator());
        assertThat(table.name()).isEqualTo("things");
        assertThat(table.title()).isEqualTo("Things");
        assertThat(table.columns())
                .containsExactly(
                        Column.integer("id", "Id"),
                        Column.decimal("price", 4, "Price").optional(),
                        Column.text("currency", "Currency"),
                        Column.instant("made_at", "Made"));
        assertThat(table.rows()).toIterable().containsExactly(row);
    }

    @Test
    void ofAReportHasItsRows() {
        List<Column> columns = List.of(Column.text("top_code", "Top code").optional(), Column.integer("n", "N"));
        Report report = new Report(
                "a-report",
                "A report",
                "What it says.",
                List.of(),
                columns,
                List.of("things"),
                List.of("things"),
                result -> new Chart.Bars("A report", "Code", "N", List.of()));
        ReportResult result = new ReportResult(
                report,
                new Arguments(Map.of()),
                List.of(Arrays.asList(null, 1L), List.of("required", 2L)),
                List.of(Map.of(), Map.of("code", "required")),
                Map.of(),
                new Receipt(0, 0, Map.of(), 0, Instant.EPOCH, "What it says."));
        Table table = Table.of(result);
        assertThat(table.name()).isEqualTo("a-report");
        assertThat(table.columns()).isEqualTo(columns);
        assertThat(table.rows()).toIterable().containsExactly(Row.of(null, 1L), Row.of("required", 2L));
    }

    @Test
    void hasColumns() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Table("t", "T", List.of(), Collections.emptyIterator()))
                .withMessage("table t has no columns");
    }

    @Test
    void onlyDecimalsHaveDigitsAfterThePoint() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Column("n", Column.Type.INTEGER, "N", 1, true))
                .withMessage("column n of type INTEGER has a scale of 1");
    }
}
