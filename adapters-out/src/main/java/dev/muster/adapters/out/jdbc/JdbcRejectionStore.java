package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.RejectionStore;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.RunId;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The table of the rejections. */
final class JdbcRejectionStore implements RejectionStore {
    private static final String COLUMNS =
            "run, record_number, dataset, line, status, reasons, raw, replay_of_run," + " replay_of_record, created_at";
    private static final String OPEN = Rejection.Status.OPEN.code();

    private final Transactions transactions;

    JdbcRejectionStore(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public void add(List<Rejection> rejections) {
        if (rejections.isEmpty()) {
            return;
        }
        transactions.execute(connection -> {
            try (PreparedStatement supersede = connection.prepareStatement(
                            "UPDATE rejections SET status = '%s' WHERE dataset = ? AND raw_hash = ? AND status = '%s'"
                                            .formatted(Rejection.Status.SUPERSEDED.code(), OPEN)
                                    + " AND run < ? AND raw = ?");
                    PreparedStatement insert = connection.prepareStatement("INSERT INTO rejections (" + COLUMNS
                            + ", first_code, codes, raw_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
                for (Rejection rejection : rejections) {
                    long hash = hash(rejection.raw());
                    supersede.setString(1, rejection.dataset());
                    supersede.setLong(2, hash);
                    supersede.setLong(3, rejection.id().run().value());
                    supersede.setBytes(4, rejection.raw());
                    supersede.addBatch();
                    bind(insert, rejection, hash);
                    insert.addBatch();
                }
                supersede.executeBatch();
                insert.executeBatch();
            }
        });
    }

    private static void bind(PreparedStatement insert, Rejection rejection, long hash) throws SQLException {
        insert.setLong(1, rejection.id().run().value());
        insert.setLong(2, rejection.id().recordNumber());
        insert.setString(3, rejection.dataset());
        insert.setLong(4, rejection.line());
        insert.setString(5, rejection.status().code());
        insert.setString(6, Json.ofReasons(rejection.reasons()));
        insert.setBytes(7, rejection.raw());
        Rejection.Id replayOf = rejection.replayOf();
        if (replayOf == null) {
            insert.setNull(8, Types.BIGINT);
            insert.setNull(9, Types.BIGINT);
        } else {
            insert.setLong(8, replayOf.run().value());
            insert.setLong(9, replayOf.recordNumber());
        }
        insert.setLong(10, rejection.createdAt().toEpochMilli());
        insert.setString(11, rejection.reasons().getFirst().code().code());
        insert.setString(
                12,
                rejection.reasons().stream()
                        .map(Reason::code)
                        .distinct()
                        .map(code -> code.code())
                        .collect(Collectors.joining(",", ",", ",")));
        insert.setLong(13, hash);
    }

    private static long hash(byte[] raw) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(raw))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public Optional<Rejection> find(Rejection.Id id) {
        String sql = "SELECT %s FROM rejections WHERE run = ? AND record_number = ?".formatted(COLUMNS);
        return query(sql, List.of(id.run().value(), id.recordNumber())).stream().findFirst();
    }

    @Override
    public List<Rejection> list(Filter filter, Rejection.@Nullable Id after, int limit) {
        return list(filter, after, limit, "<", "DESC");
    }

    @Override
    public List<Rejection> listOldestFirst(Filter filter, Rejection.@Nullable Id after, int limit) {
        return list(filter, after, limit, ">", "ASC");
    }

    private List<Rejection> list(
            Filter filter, Rejection.@Nullable Id after, int limit, String beyond, String direction) {
        StringBuilder sql = new StringBuilder("SELECT %s FROM rejections WHERE 1 = 1".formatted(COLUMNS));
        List<Object> parameters = new ArrayList<>();
        if (filter.run() != null) {
            sql.append(" AND run = ?");
            parameters.add(filter.run().value());
        }
        if (filter.dataset() != null) {
            sql.append(" AND dataset = ?");
            parameters.add(filter.dataset());
        }
        if (filter.status() != null) {
            sql.append(" AND status = ?");
            parameters.add(filter.status().code());
        }
        if (filter.code() != null) {
            sql.append(" AND codes LIKE ? ESCAPE '!'");
            parameters.add("%%,%s,%%".formatted(filter.code().replaceAll("[!%_]", "!$0")));
        }
        if (after != null) {
            sql.append(" AND (run, record_number) %s (?, ?)".formatted(beyond));
            parameters.add(after.run().value());
            parameters.add(after.recordNumber());
        }
        sql.append(" ORDER BY run %s, record_number %s LIMIT ?".formatted(direction, direction));
        parameters.add((long) limit);
        return query(sql.toString(), parameters);
    }

    private List<Rejection> query(String sql, List<Object> parameters) {
        return transactions.query(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < parameters.size(); i++) {
                    switch (parameters.get(i)) {
                        case Long number -> statement.setLong(i + 1, number);
                        case Object text -> statement.setString(i + 1, text.toString());
                    }
                }
                List<Rejection> rejections = new ArrayList<>();
                try (ResultSet results = statement.executeQuery()) {
                    while (results.next()) {
                        rejections.add(read(results));
                    }
                }
                return rejections;
            }
        });
    }

    private static Rejection read(ResultSet results) throws SQLException {
        long replayOfRun = results.getLong(8);
        Rejection.Id replayOf = results.wasNull() ? null : new Rejection.Id(new RunId(replayOfRun), results.getLong(9));
        String status = results.getString(5);
        return new Rejection(
                new Rejection.Id(new RunId(results.getLong(1)), results.getLong(2)),
                results.getString(3),
                results.getLong(4),
                Rejection.Status.of(status),
                Json.toReasons(results.getString(6)),
                results.getBytes(7),
                replayOf,
                Instant.ofEpochMilli(results.getLong(10)));
    }

    @Override
    public List<String> datasets() {
        return transactions.query(connection -> {
            try (PreparedStatement statement =
                            connection.prepareStatement("SELECT DISTINCT dataset FROM rejections ORDER BY dataset");
                    ResultSet results = statement.executeQuery()) {
                List<String> names = new ArrayList<>();
                while (results.next()) {
                    names.add(results.getString(1));
                }
                return names;
            }
        });
    }

    @Override
    public Map<String, Long> countOpen() {
        return count(
                "SELECT dataset, count(*) FROM rejections WHERE status = '%s' GROUP BY dataset".formatted(OPEN),
                List.of());
    }

    @Override
    public Map<String, Long> countOpenByFirstCode(Collection<String> datasets) {
        if (datasets.isEmpty()) {
            return Map.of();
        }
        return count(
                "SELECT first_code, count(*) FROM rejections WHERE status = '%s' AND dataset IN (%s) GROUP BY first_code"
                        .formatted(OPEN, String.join(", ", Collections.nCopies(datasets.size(), "?"))),
                datasets);
    }

    private Map<String, Long> count(String sql, Collection<String> parameters) {
        return transactions.query(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                int index = 1;
                for (String parameter : parameters) {
                    statement.setString(index++, parameter);
                }
                Map<String, Long> counts = new TreeMap<>();
                try (ResultSet results = statement.executeQuery()) {
                    while (results.next()) {
                        counts.put(results.getString(1), results.getLong(2));
                    }
                }
                return counts;
            }
        });
    }
}
