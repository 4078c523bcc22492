package dev.muster.bench;

import dev.muster.adapters.out.jdbc.Owners;
import dev.muster.adapters.out.jdbc.RunRepository;
import dev.muster.adapters.out.sqlite.Sqlite;
import dev.muster.application.port.Database;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.hiring.HiringDatasets;
import dev.muster.domain.hiring.HiringReports;
import dev.muster.domain.report.ReportCatalog;
import dev.muster.domain.report.Rollup;
import dev.muster.domain.run.RunId;
import io.micronaut.context.ApplicationContext;
import io.micronaut.core.type.Argument;
import io.micronaut.transaction.TransactionOperations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** From rows to a table of SQLite, rolled back each time: nanoseconds a row. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class StoreBenchmark {
    private static final RunId RUN = new RunId(1);

    private final List<StoredRow> rows = LongStream.rangeClosed(1, Hires.RECORDS)
            .mapToObj(id -> new StoredRow(
                    Row.of(id, "Hire Number " + id, Instant.ofEpochSecond(1_600_000_000 + id * 3_000), 1L, 1L), RUN, id))
            .toList();
    private final Path folder = folder();
    private static final Catalog CATALOG = new Catalog(
            List.of(HiringDatasets.DEPARTMENTS, HiringDatasets.JOBS, HiringDatasets.HIRED_EMPLOYEES));

    private static final List<Rollup> KEPT = new ReportCatalog(CATALOG, HiringReports.ALL, List.of()).keptRollups();

    private final ApplicationContext context = ApplicationContext.run(Sqlite.configuration(url()));
    private final Owners owners = Sqlite.owners(url());
    private final Database database = open();

    private static Path folder() {
        try {
            return Files.createTempDirectory("muster-bench");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String url() {
        return "jdbc:sqlite:" + folder.resolve("muster.db");
    }

    @SuppressWarnings("unchecked")
    private Database open() {
        return Sqlite.database(
                Sqlite.writers(),
                (TransactionOperations<Connection>)
                        context.getBean(Argument.of(TransactionOperations.class, Connection.class)),
                context.getBean(RunRepository.class),
                owners,
                CATALOG,
                KEPT);
    }

    private void insert(Dataset dataset, List<StoredRow> absent) {
        database.datasets().insertAbsent(dataset, absent, inTheWay -> {});
    }

    @Setup
    public void storeWhatRowsReferTo() {
        database.unitOfWork().write(() -> {
            insert(HiringDatasets.DEPARTMENTS, List.of(new StoredRow(Row.of(1L, "Legal"), RUN, 1)));
            insert(HiringDatasets.JOBS, List.of(new StoredRow(Row.of(1L, "Clerk"), RUN, 1)));
            return null;
        });
    }

    @TearDown
    public void close() {
        owners.close();
        context.close();
    }

    /** Binds and inserts, counts kept in step included. */
    @Benchmark
    @OperationsPerInvocation(Hires.RECORDS)
    public void bindAndInsert() {
        try {
            database.unitOfWork().write(() -> {
                insert(HiringDatasets.HIRED_EMPLOYEES, rows);
                throw new RolledBack();
            });
        } catch (RolledBack expected) {
            // The next invocation finds the table as this one did.
        }
    }

    private static final class RolledBack extends RuntimeException {
        private static final long serialVersionUID = 1;

        RolledBack() {
            super("rolled back", null, false, false);
        }
    }
}
