package dev.muster.bench;

import dev.muster.adapters.out.formats.write.Formats;
import dev.muster.application.port.TableWriter;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.hiring.HiringDatasets;
import dev.muster.domain.report.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From rows to lines of CSV, which go nowhere: milliseconds for a million rows of hired_employees. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class CsvBenchmark {
    private static final int ROWS = 1_000_000;

    /** So many different ones are in memory. */
    private static final int KEPT = 10_000;

    private final List<Row> rows =
            IntStream.range(0, KEPT).mapToObj(CsvBenchmark::row).toList();

    /** Whether texts are left alone, without a look for formulas. */
    @Param({"false", "true"})
    private boolean raw;

    private static Row row(int i) {
        return Row.of(
                (long) i,
                "Hire Number %d".formatted(i * 7919L % 100_003),
                Instant.parse("2021-01-01T00:48:42Z").plusSeconds(i * 3_600L),
                i % 12 + 1L,
                i % 180 + 1L);
    }

    private void write(List<TableWriter> writers) throws IOException {
        TableWriter csv = writers.stream()
                .filter(writer -> writer.format().equals("csv"))
                .findFirst()
                .orElseThrow();
        csv.write(
                Table.of(
                        HiringDatasets.HIRED_EMPLOYEES,
                        IntStream.range(0, ROWS)
                                .mapToObj(i -> rows.get(i % KEPT))
                                .iterator()),
                new TableWriter.Options(raw, false),
                OutputStream.nullOutputStream());
    }

    /** What exports are written with: lines of our own. */
    @Benchmark
    public void ofExports() throws IOException {
        write(Formats.all());
    }

    /** What reports are written with: FastCSV. */
    @Benchmark
    public void ofReports() throws IOException {
        write(Formats.ofReports());
    }
}
