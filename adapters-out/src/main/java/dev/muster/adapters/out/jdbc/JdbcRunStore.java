package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.Claim;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RunBatch;
import dev.muster.application.port.RunStore;
import dev.muster.domain.intake.Provenance;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import dev.muster.domain.run.Source;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tables of runs and batches. The runs go through Micronaut Data. */
final class JdbcRunStore implements RunStore {
    private static final long FIRST_TOKEN = 1;

    private final Transactions transactions;
    private final Dialect dialect;
    private final RunRepository runs;
    private final Owners owners;
    private final Rollups rollups;

    JdbcRunStore(Transactions transactions, Dialect dialect, RunRepository runs, Owners owners, Rollups rollups) {
        this.transactions = transactions;
        this.dialect = dialect;
        this.runs = runs;
        this.owners = owners;
        this.rollups = rollups;
    }

    @Override
    public Claim create(Run run) {
        String owner = owners.self();
        transactions.repository(() -> runs.save(RunEntity.of(run, FIRST_TOKEN, owner)));
        return new Claim(run.id(), FIRST_TOKEN, 0);
    }

    @Override
    public void save(Claim claim, Run run) {
        RunEntity row = RunEntity.of(run, claim.token(), null);
        long updated = transactions.repository(() -> runs.advance(
                row.id(),
                row.token(),
                row.status(),
                row.received(),
                row.inserted(),
                row.updated(),
                row.unchanged(),
                row.rejected(),
                row.rejectionsByCode(),
                row.checkpointRecords(),
                row.checkpointLine(),
                row.checkpointOffset(),
                row.blankLines(),
                row.bytesRead(),
                row.finishedAt(),
                row.error()));
        if (updated == 0) {
            throw new PortException(
                    PortException.Part.DATABASE,
                    PortException.Kind.CONFLICT,
                    "run %s was taken over".formatted(run.id()),
                    null);
        }
        if (run.status().ended()) {
            transactions.execute(connection -> rollups.fold(connection, run.id()));
        }
    }

    @Override
    public Optional<Claim> takeOver(RunId run) {
        String owner = owners.self();
        return claimed(run, transactions.repository(() -> runs.claim(run.value(), owner)));
    }

    @Override
    public Optional<Held> holdStream(String topic, String dataset, Mode mode, Instant since) {
        Sql select = Sql.of("""
                        SELECT id FROM runs
                        WHERE source_kind = 'kafka' AND source_name = ? AND dataset = ? AND mode = ? AND started_at >= ?
                            AND status IN ('running', 'succeeded')
                        ORDER BY started_at DESC, id DESC LIMIT 1%s""".formatted(dialect.rowLock()))
                .with(topic)
                .with(dataset)
                .with(mode.code())
                .with(since.toEpochMilli());
        return transactions
                .update(connection -> {
                    dialect.hold(connection, "stream %s of %s".formatted(topic, dataset));
                    return select.first(connection, results -> new RunId(results.getLong(1)));
                })
                .flatMap(this::entity)
                .map(row -> new Held(row.toRun(), new Claim(new RunId(row.id()), row.token(), row.takeOvers())));
    }

    @Override
    public List<Run> streams() {
        return transactions
                .query(connection -> Sql.of(
                                "SELECT id FROM runs WHERE status = 'running' AND source_kind = 'kafka' ORDER BY id")
                        .list(connection, results -> new RunId(results.getLong(1))))
                .stream()
                .flatMap(id -> find(id).stream())
                .toList();
    }

    @Override
    public List<Unfinished> unfinished() {
        Map<RunId, String> owned = new LinkedHashMap<>();
        transactions.query(connection -> {
            Sql.of(
                            "SELECT id, owner FROM runs WHERE status IN ('queued', 'running') AND source_kind <> 'kafka' ORDER BY id")
                    .each(connection, results -> {
                        String owner = results.getString(2);
                        owned.put(new RunId(results.getLong(1)), owner == null ? "" : owner);
                    });
            return owned;
        });
        Map<String, Holder> holders = new HashMap<>();
        return owned.entrySet().stream()
                .map(run -> new Unfinished(run.getKey(), holders.computeIfAbsent(run.getValue(), this::holder)))
                .toList();
    }

    private Holder holder(String owner) {
        if (owner.equals(owners.self())) {
            return Holder.THIS_PROCESS;
        }
        return owners.lives(owner) ? Holder.ANOTHER_PROCESS : Holder.NOBODY;
    }

    @Override
    public Optional<Claim> takeOverEnded(RunId run) {
        return claimed(run, transactions.repository(() -> runs.claimEnded(run.value())));
    }

    private Optional<Claim> claimed(RunId run, long updated) {
        return updated == 0 ? Optional.empty() : entity(run).map(row -> new Claim(run, row.token(), row.takeOvers()));
    }

    @Override
    public void begun(Claim claim) {
        transactions.repository(() -> runs.begun(claim.run().value(), claim.token()));
    }

    @Override
    public void release(Claim claim) {
        transactions.repository(() -> runs.release(claim.run().value(), claim.token()));
    }

    private Optional<RunEntity> entity(RunId run) {
        return transactions.repository(() -> runs.findById(run.value()));
    }

    @Override
    public void addBatch(RunBatch batch) {
        Provenance.File file = null;
        Provenance.Stream stream = null;
        switch (batch.provenance()) {
            case Provenance.File stretch -> file = stretch;
            case Provenance.Stream stretch -> {
                file = Provenance.File.START;
                stream = stretch;
            }
        }
        Sql insert = Sql.of("""
                INSERT INTO batches (run, first_record, last_record, first_line, byte_start, byte_end, received,
                    inserted, updated, unchanged, rejected, raw, committed_at, topic_id, stream_partition, first_offset,
                    next_offset)
                VALUES (%s)""".formatted(Sql.marks(17)))
                .with(batch.run().value())
                .with(batch.firstRecord())
                .with(batch.lastRecord())
                .with(file.firstLine())
                .with(file.byteStart())
                .with(file.byteEnd())
                .with(batch.counts().received())
                .with(batch.counts().inserted())
                .with(batch.counts().updated())
                .with(batch.counts().unchanged())
                .with(batch.counts().rejected())
                .with(batch.raw())
                .with(batch.committedAt().toEpochMilli())
                .withText(stream == null ? null : stream.topicId())
                .with(stream == null ? null : (Long) (long) stream.partition())
                .with(stream == null ? null : (Long) stream.firstOffset())
                .with(stream == null ? null : (Long) stream.nextOffset());
        transactions.execute(insert::update);
    }

    @Override
    public Optional<byte[]> rawOf(RunId run, long recordNumber) {
        return transactions.query(connection ->
                Sql.of("""
                        SELECT raw FROM batches WHERE run = ? AND first_record <= ? AND raw IS NOT NULL
                        ORDER BY first_record DESC, last_record DESC LIMIT 1""").with(run.value()).with(recordNumber).first(connection, results -> results.getBytes(1)));
    }

    @Override
    public Optional<RunBatch> batchOf(RunId run, long recordNumber) {
        Sql select = Sql.of("""
                SELECT first_record, last_record, first_line, byte_start, byte_end, inserted, updated, unchanged,
                    rejected, committed_at, topic_id, stream_partition, first_offset, next_offset
                FROM batches WHERE run = ? AND first_record <= ? AND last_record >= ?
                ORDER BY first_record DESC, last_record DESC LIMIT 1""").with(run.value()).with(recordNumber).with(recordNumber);
        return transactions.query(connection -> select.first(
                connection,
                results -> new RunBatch(
                        run,
                        results.getLong(1),
                        results.getLong(2),
                        provenance(results),
                        Counts.of(results.getLong(6), results.getLong(7), results.getLong(8), results.getLong(9)),
                        null,
                        Instant.ofEpochMilli(results.getLong(10)))));
    }

    private static Provenance provenance(ResultSet results) throws SQLException {
        String topicId = results.getString(11);
        return topicId == null
                ? new Provenance.File(results.getLong(3), results.getLong(4), results.getLong(5))
                : new Provenance.Stream(topicId, results.getInt(12), results.getLong(13), results.getLong(14));
    }

    @Override
    public Optional<Run> find(RunId run) {
        return entity(run).map(RunEntity::toRun);
    }

    @Override
    public Optional<Run> lastLoaded(String dataset, Source.Kind kind, String name) {
        // The kind stands in the text, because an index covers only what comes from S3.
        return transactions
                .query(connection -> Sql.of("""
                                SELECT id FROM runs WHERE source_name = ? AND source_kind = '%s' AND dataset = ?
                                    AND status = 'succeeded' ORDER BY id DESC LIMIT 1""".formatted(kind.code()))
                        .with(name)
                        .with(dataset)
                        .first(connection, results -> new RunId(results.getLong(1))))
                .flatMap(this::find);
    }

    @Override
    public List<Run> list(@Nullable String dataset, @Nullable RunStatus status, @Nullable RunId after, int limit) {
        long before = after == null ? Long.MAX_VALUE : after.value();
        return transactions
                .repository(() -> runs.list(before, dataset, status == null ? null : status.code(), limit))
                .stream()
                .map(RunEntity::toRun)
                .toList();
    }

    @Override
    public List<LedgerTotal> totals() {
        return transactions.query(connection -> Sql.of("""
                        SELECT dataset, sum(received), sum(inserted + updated + unchanged), sum(rejected)
                        FROM runs WHERE status <> 'undone' AND source_kind <> 'backup' GROUP BY dataset ORDER BY dataset""")
                .list(
                        connection,
                        results -> new LedgerTotal(
                                results.getString(1), results.getLong(2), results.getLong(3), results.getLong(4))));
    }

    @Override
    public Map<RunStatus, Long> countByStatus() {
        Map<RunStatus, Long> counts = new EnumMap<>(RunStatus.class);
        transactions
                .query(connection -> Sql.of("SELECT status, count(*) FROM runs GROUP BY status")
                        .list(
                                connection,
                                results -> Map.entry(
                                        RunEntity.constant(RunStatus.class, results.getString(1)), results.getLong(2))))
                .forEach(count -> counts.put(count.getKey(), count.getValue()));
        return counts;
    }
}
