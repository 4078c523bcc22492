package dev.muster.adapters.out.formats.write;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.contract.TableWriterContract;
import dev.muster.application.port.TableWriter;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.report.Table;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetTableWriterTest extends TableWriterContract {
    private final ParquetTableWriter parquet = new ParquetTableWriter();

    @Override
    protected TableWriter writer() {
        return parquet;
    }

    @Override
    protected List<List<@Nullable Object>> read(byte[] file) throws Exception {
        return Duck.read(file, (duck, path) -> "SELECT * FROM read_parquet('%s')".formatted(path));
    }

    @Test
    void isReadBackByDuckDb(@TempDir Path folder) throws Exception {
        String file = "'%s'".formatted(Samples.file(folder, parquet, Samples.table(), Samples.PROTECTED));
        try (Duck duck = new Duck()) {
            assertThat(duck.types(file))
                    .containsExactly(
                            "BIGINT", "VARCHAR", "DECIMAL(38,4)", "VARCHAR", "DATE", "TIMESTAMP WITH TIME ZONE");
            assertThat(duck.rows("SELECT * FROM " + file)).isEqualTo(Samples.rows());
        }
    }

    @Test
    void saysWhichColumnsAlwaysHaveAValue(@TempDir Path folder) throws Exception {
        Path file = Samples.file(folder, parquet, Samples.table(), Samples.PROTECTED);
        try (Duck duck = new Duck()) {
            assertThat(duck.rows(
                            "SELECT repetition_type FROM parquet_schema('%s') WHERE type IS NOT NULL".formatted(file)))
                    .containsExactly(
                            List.of("REQUIRED"),
                            List.of("REQUIRED"),
                            List.of("OPTIONAL"),
                            List.of("OPTIONAL"),
                            List.of("OPTIONAL"),
                            List.of("OPTIONAL"));
        }
    }

    @Test
    void ofNoRowsStillHasItsColumns(@TempDir Path folder) throws Exception {
        String file = "'%s'"
                .formatted(Samples.file(folder, parquet, Samples.table(Samples.COLUMNS, List.of()), Samples.PROTECTED));
        try (Duck duck = new Duck()) {
            assertThat(duck.types(file)).hasSize(6);
            assertThat(duck.rows("SELECT * FROM " + file)).isEmpty();
        }
    }

    @Test
    void beginsBeforeThereIsARow() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<String> before = new ArrayList<>();
        Iterator<Row> none = new Iterator<>() {
            @Override
            public boolean hasNext() {
                before.add(out.toString(US_ASCII));
                return false;
            }

            @Override
            public Row next() {
                throw new NoSuchElementException();
            }
        };
        parquet.write(new Table("none", "None", Samples.COLUMNS, none), Samples.RAW, out);
        assertThat(before).containsExactly("PAR1");
    }
}
