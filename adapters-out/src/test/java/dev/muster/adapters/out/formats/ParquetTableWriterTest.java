package dev.muster.adapters.out.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetTableWriterTest {
    private final ParquetTableWriter parquet = new ParquetTableWriter();

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
}
