package dev.muster.bench;

import dev.muster.adapters.out.formats.read.TextDecoding;
import dev.muster.domain.run.LoadOptions;
import dev.muster.application.port.RecordReader;
import dev.muster.domain.hiring.HiringDatasets;
import dev.muster.domain.intake.RecordValidator;
import dev.muster.domain.run.Checkpoint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** From bytes to verdicts: nanoseconds a record. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class RecordBenchmark {
    private final byte[] csv = Hires.csv();
    private final RecordValidator validator =
            new RecordValidator(HiringDatasets.HIRED_EMPLOYEES, Instant.parse("2026-01-01T00:00:00Z"));

    private RecordReader open() {
        return TextDecoding.decoder()
                .open(
                        new ByteArrayInputStream(csv),
                        HiringDatasets.HIRED_EMPLOYEES,
                        LoadOptions.of(LoadOptions.Format.CSV),
                        Checkpoint.START);
    }

    /** Splits records into fields. */
    @Benchmark
    @OperationsPerInvocation(Hires.RECORDS)
    public void decode(Blackhole sink) throws IOException {
        try (RecordReader reader = open()) {
            while (reader.next()) {
                sink.consume(reader.record());
            }
        }
    }

    /** Splits records into fields, reads their values and checks them. */
    @Benchmark
    @OperationsPerInvocation(Hires.RECORDS)
    public void decodeAndValidate(Blackhole sink) throws IOException {
        try (RecordReader reader = open()) {
            while (reader.next()) {
                sink.consume(validator.validate(reader.record()));
            }
        }
    }
}
