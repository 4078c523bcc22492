package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.PipelineRuns;
import dev.muster.application.port.PortException;
import dev.muster.domain.pipeline.PipelineRun;
import dev.muster.domain.pipeline.PipelineRun.Status;
import dev.muster.domain.pipeline.PipelineRun.StepRun;
import dev.muster.domain.pipeline.PipelineRun.StepStatus;
import dev.muster.domain.run.RunId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tables of pipeline runs and their steps. An index holds that one run of a pipeline is under way. */
final class JdbcPipelineRuns implements PipelineRuns {
    private static final String RUNNING = Status.RUNNING.code();
    private static final String COLUMNS =
            "SELECT id, pipeline, status, started_at, finished_at, error, actor FROM pipeline_runs ";

    /** Most runs whose steps are read by one statement. */
    private static final int MOST_AT_ONCE = 500;

    private final Transactions transactions;

    JdbcPipelineRuns(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public boolean create(PipelineRun run) {
        return transactions.update(connection -> {
            int created = Sql.of("""
                            INSERT INTO pipeline_runs (id, pipeline, status, token, started_at, actor)
                            VALUES (?, ?, ?, 0, ?, ?) ON CONFLICT DO NOTHING""")
                    .with(run.id().value())
                    .with(run.pipeline())
                    .with(run.status().code())
                    .with(run.startedAt().toEpochMilli())
                    .withText(run.actor())
                    .update(connection);
            if (created == 0) {
                return false;
            }
            List<StepRun> steps = run.steps();
            Sql.batch(
                    connection,
                    "INSERT INTO pipeline_steps (pipeline_run, position, name, status, attempts) VALUES (?, ?, ?, ?, ?)",
                    IntStream.range(0, steps.size()).boxed().toList(),
                    (statement, position) -> {
                        statement.setLong(1, run.id().value());
                        statement.setLong(2, position);
                        statement.setString(3, steps.get(position).name());
                        statement.setString(4, steps.get(position).status().code());
                        statement.setLong(5, steps.get(position).attempts());
                    });
            return true;
        });
    }

    @Override
    public Optional<PipelineClaim> claim(RunId run) {
        return transactions.update(connection -> Sql.of("""
                        UPDATE pipeline_runs SET token = token + 1, take_overs = take_overs + 1
                        WHERE id = ? AND status = ? RETURNING token, take_overs""")
                .with(run.value())
                .with(RUNNING)
                .first(connection, results -> new PipelineClaim(run, results.getLong(1), results.getInt(2))));
    }

    @Override
    public boolean holds(PipelineClaim claim) {
        return transactions.query(
                connection -> Sql.of("SELECT 1 FROM pipeline_runs WHERE id = ? AND token = ? AND status = ?")
                        .with(claim.run().value())
                        .with(claim.token())
                        .with(RUNNING)
                        .first(connection, results -> true)
                        .isPresent());
    }

    @Override
    public void release(PipelineClaim claim) {
        transactions.execute(connection -> Sql.of(
                        "UPDATE pipeline_runs SET take_overs = 0 WHERE id = ? AND token = ? AND status = ?")
                .with(claim.run().value())
                .with(claim.token())
                .with(RUNNING)
                .update(connection));
    }

    @Override
    public void save(PipelineClaim claim, StepRun step) {
        transactions.execute(connection -> {
            require(
                    claim,
                    Sql.of("UPDATE pipeline_runs SET take_overs = CASE WHEN ? = 1 THEN 0 ELSE take_overs END"
                                    + " WHERE id = ? AND token = ? AND status = ?")
                            .with(step.status() == StepStatus.SUCCEEDED ? 1L : 0L)
                            .with(claim.run().value())
                            .with(claim.token())
                            .with(RUNNING)
                            .update(connection));
            store(connection, claim.run(), List.of(step));
        });
    }

    @Override
    public void save(PipelineClaim claim, PipelineRun run) {
        transactions.execute(connection -> {
            require(
                    claim,
                    Sql.of("UPDATE pipeline_runs SET status = ?, finished_at = ?, error = ?"
                                    + " WHERE id = ? AND token = ? AND status = ?")
                            .with(run.status().code())
                            .with(millis(run.finishedAt()))
                            .with(text(JsonColumns.ofProblem(run.error())))
                            .with(claim.run().value())
                            .with(claim.token())
                            .with(RUNNING)
                            .update(connection));
            store(connection, run.id(), run.steps());
        });
    }

    private static void require(PipelineClaim claim, int rows) {
        if (rows == 0) {
            throw new PortException(
                    PortException.Part.DATABASE,
                    PortException.Kind.CONFLICT,
                    "someone else has pipeline run %s".formatted(claim.run()),
                    null);
        }
    }

    @Override
    public boolean reopen(PipelineRun run) {
        return transactions.update(connection -> {
            int opened = Sql.of("""
                            UPDATE pipeline_runs SET status = ?, finished_at = NULL, error = NULL, take_overs = 0
                            WHERE id = ? AND status = ? AND NOT EXISTS (
                                SELECT 1 FROM pipeline_runs o WHERE o.pipeline = ? AND o.status = ?)""")
                    .with(RUNNING)
                    .with(run.id().value())
                    .with(Status.FAILED.code())
                    .with(run.pipeline())
                    .with(RUNNING)
                    .update(connection);
            if (opened > 0) {
                store(connection, run.id(), run.steps());
            }
            return opened > 0;
        });
    }

    private static void store(Connection connection, RunId run, List<StepRun> steps) throws SQLException {
        Sql.batch(
                connection,
                "UPDATE pipeline_steps SET status = ?, attempts = ?, started_at = ?, finished_at = ?, error = ?, runs = ?"
                        + " WHERE pipeline_run = ? AND name = ?",
                steps,
                (statement, step) -> bind(statement, run, step));
    }

    private static void bind(PreparedStatement statement, RunId run, StepRun step) throws SQLException {
        statement.setString(1, step.status().code());
        statement.setLong(2, step.attempts());
        Sql.bind(statement, 3, millis(step.startedAt()));
        Sql.bind(statement, 4, millis(step.finishedAt()));
        statement.setString(5, JsonColumns.ofProblem(step.error()));
        statement.setString(
                6,
                step.runs().isEmpty()
                        ? null
                        : step.runs().stream().map(RunId::toString).collect(Collectors.joining(",")));
        statement.setLong(7, run.value());
        statement.setString(8, step.name());
    }

    @Override
    public Optional<PipelineRun> find(RunId run) {
        return transactions
                .query(connection ->
                        whole(connection, Sql.of(COLUMNS + "WHERE id = ?").with(run.value())))
                .stream()
                .findFirst();
    }

    @Override
    public List<PipelineRun> list(String pipeline, @Nullable RunId after, int limit) {
        return transactions.query(connection -> whole(
                connection,
                Sql.of(COLUMNS + "WHERE pipeline = ? AND id < ? ORDER BY id DESC LIMIT ?")
                        .with(pipeline)
                        .with(after == null ? Long.MAX_VALUE : after.value())
                        .with((long) limit)));
    }

    @Override
    public List<RunId> underWay() {
        return transactions.query(connection -> Sql.of("SELECT id FROM pipeline_runs WHERE status = ? ORDER BY id")
                .with(RUNNING)
                .list(connection, results -> new RunId(results.getLong(1))));
    }

    /** Reads runs, then the steps of all of them. */
    private static List<PipelineRun> whole(Connection connection, Sql query) throws SQLException {
        List<PipelineRun> runs = query.list(
                connection,
                results -> new PipelineRun(
                        new RunId(results.getLong(1)),
                        results.getString(2),
                        results.getString(7),
                        constant(Status.values(), Status::code, results.getString(3)),
                        List.of(),
                        Instant.ofEpochMilli(results.getLong(4)),
                        instant(results, 5),
                        JsonColumns.toProblem(results.getString(6))));
        Map<Long, List<StepRun>> steps = new HashMap<>();
        for (List<PipelineRun> part : Sql.parts(runs, MOST_AT_ONCE)) {
            Sql sql = Sql.of("""
                    SELECT pipeline_run, name, status, attempts, started_at, finished_at, error, runs FROM pipeline_steps
                    WHERE pipeline_run IN (%s) ORDER BY pipeline_run, position""".formatted(Sql.marks(part.size())));
            part.forEach(run -> sql.with(run.id().value()));
            sql.each(
                    connection,
                    results -> steps.computeIfAbsent(results.getLong(1), _ -> new ArrayList<>())
                            .add(step(results)));
        }
        return runs.stream()
                .map(run -> new PipelineRun(
                        run.id(),
                        run.pipeline(),
                        run.actor(),
                        run.status(),
                        steps.getOrDefault(run.id().value(), List.of()),
                        run.startedAt(),
                        run.finishedAt(),
                        run.error()))
                .toList();
    }

    private static StepRun step(ResultSet results) throws SQLException {
        String runs = results.getString(8);
        return new StepRun(
                results.getString(2),
                constant(StepStatus.values(), StepStatus::code, results.getString(3)),
                results.getInt(4),
                instant(results, 5),
                instant(results, 6),
                JsonColumns.toProblem(results.getString(7)),
                runs == null
                        ? List.of()
                        : Stream.of(runs.split(","))
                                .map(id -> RunId.parse(id).orElseThrow())
                                .toList());
    }

    private static <E> E constant(E[] constants, Function<E, String> code, String text) {
        return Stream.of(constants)
                .filter(each -> code.apply(each).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("'%s' is no status".formatted(text)));
    }

    private static @Nullable Long millis(@Nullable Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }

    private static @Nullable Instant instant(ResultSet results, int column) throws SQLException {
        long millis = results.getLong(column);
        return results.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    private static Sql.Parameter text(@Nullable String value) {
        return (statement, index) -> {
            if (value == null) {
                statement.setNull(index, Types.VARCHAR);
            } else {
                statement.setString(index, value);
            }
        };
    }
}
