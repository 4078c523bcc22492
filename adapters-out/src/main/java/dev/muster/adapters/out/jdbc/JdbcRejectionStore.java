package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.RejectionStore;
import dev.muster.application.port.Slice;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.RunId;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The table of the rejections. */
final class JdbcRejectionStore implements RejectionStore {
    private static final String COLUMNS =
            "run, record_number, dataset, line, status, reasons, raw, replay_of_run, replay_of_record, created_at, record_key, stream, discard_reason";
    private static final String OPEN = Rejection.Status.OPEN.code();

    /** The columns of a {@link Keyed}, from a place that is to be named. */
    private static final String SELECT_KEYED =
            "SELECT known.run, known.record_number, known.record_key, known.raw_hash FROM %s";

    /** The condition that {@code known} is open and belongs to a dataset and to an earlier run than a run. */
    private static final String OPEN_BEFORE =
            "known.status = '%s' AND known.dataset || '' = ? AND known.run < ?".formatted(OPEN);

    /** So many open rejections are looked at faster than as many keys are looked up as a batch may have. */
    private static final long FEW_OPEN = 2_000;

    private static final int IDS_PER_STATEMENT = 500;

    /** Few, because a rejection keeps up to a mebibyte of raw bytes. */
    private static final int AT_ONCE = 8;

    private final Transactions transactions;
    private final Dialect dialect;

    JdbcRejectionStore(Transactions transactions, Dialect dialect) {
        this.transactions = transactions;
        this.dialect = dialect;
    }

    @Override
    public void add(List<Rejection> rejections) {
        if (rejections.isEmpty()) {
            return;
        }
        RunId run = rejections.getFirst().id().run();
        List<Hashed> hashed = Hashed.ordered(rejections);
        transactions.execute(connection -> {
            OpenRejectionSums counts = new OpenRejectionSums();
            Map<Content, Long> incoming = new LinkedHashMap<>();
            hashed.forEach(
                    one -> incoming.merge(one.content(), one.rejection().id().recordNumber(), Math::min));
            supersede(connection, run, incoming, counts);
            String insert = "INSERT INTO rejections (%s, first_code, codes, raw_hash) VALUES (%s)"
                    .formatted(COLUMNS, Sql.marks(16));
            Sql.batch(connection, insert, hashed, (statement, one) -> {
                bind(statement, one.rejection(), one.content().hash());
                counts.note(
                        one.rejection().dataset(),
                        firstCode(one.rejection()),
                        one.rejection().status() == Rejection.Status.OPEN ? 1 : 0);
            });
            counts.store(connection, run);
        });
    }

    /** @param records number of the first record with each content */
    private void supersede(Connection connection, RunId by, Map<Content, Long> records, OpenRejectionSums counts)
            throws SQLException {
        for (List<Content> some : Sql.parts(records.keySet(), IDS_PER_STATEMENT)) {
            if (countSuperseded(connection, by, some, counts)) {
                String update =
                        "UPDATE rejections AS known SET status = '%s', closed_by_run = ?, closed_by_record = ? WHERE %s"
                                .formatted(Rejection.Status.SUPERSEDED.code(), openBefore("?", "?", "?"));
                Sql.batch(connection, update, some, (statement, content) -> {
                    statement.setLong(1, by.value());
                    statement.setLong(2, Objects.requireNonNull(records.get(content)));
                    content.bind(statement, 3);
                    statement.setLong(6, by.value());
                });
            }
        }
    }

    /** Locks and notes the rejections that will be superseded. Returns whether there are any. */
    private boolean countSuperseded(Connection connection, RunId by, List<Content> incoming, OpenRejectionSums counts)
            throws SQLException {
        String condition = openBefore("incoming.hash", "incoming.dataset", "incoming.raw");
        String sql = """
                WITH incoming (hash, dataset, raw) AS (VALUES %s)
                SELECT known.dataset, known.first_code, count(*) FROM incoming %s
                GROUP BY known.dataset, known.first_code""".formatted(
                        Sql.repeated("(?, ?, ?)", incoming.size()),
                        dialect.lookUpEach("rejections", "known", condition, dialect.rowLock()));
        Sql select = Sql.of(sql);
        incoming.forEach(content -> content.in(select));
        List<Boolean> any = select.with(by.value()).list(connection, results -> {
            counts.note(results.getString(1), results.getString(2), -results.getLong(3));
            return Boolean.TRUE;
        });
        return !any.isEmpty();
    }

    /**
     * Returns the condition that {@code known} is open, belongs to an earlier run than the parameter, and has this
     * content. It lets the database search by nothing but the hash and the run. Without statistics, as of a young
     * table, databases would rather search by what all its rows have in common.
     */
    static String openBefore(String hash, String dataset, String raw) {
        return "known.raw_hash = %s AND known.status = '%s' AND known.dataset || '' = %s AND known.raw = %s AND known.run < ?"
                .formatted(hash, OPEN, dataset, raw);
    }

    @Override
    public void supersede(String dataset, Supplier<Map<String, Long>> stored, RunId by, List<Rejection> rejected) {
        transactions.execute(connection -> {
            Map<Keyed, Long> found = openByKey(connection, dataset, stored, by);
            if (!found.isEmpty()) {
                Map<Content, Long> incoming = firstByContent(rejected);
                Map<Rejection.Id, Long> superseded = new HashMap<>();
                found.forEach((one, record) -> {
                    if (record < recordOf(one, incoming)) {
                        superseded.put(one.id(), record);
                    }
                });
                close(connection, dataset, Rejection.Status.SUPERSEDED, by, superseded);
            }
        });
    }

    @Override
    public Set<Rejection.Id> openBefore(String dataset, Supplier<Map<String, Long>> stored, RunId by) {
        return transactions.query(connection -> openByKey(connection, dataset, stored, by).keySet().stream()
                .map(Keyed::id)
                .collect(Collectors.toSet()));
    }

    /** Returns the open rejections of earlier runs whose keys are stored, each with the record that stored its key. */
    private Map<Keyed, Long> openByKey(
            Connection connection, String dataset, Supplier<Map<String, Long>> stored, RunId by) throws SQLException {
        OpenRejectionSums.Open open = OpenRejectionSums.count(connection, dataset, by);
        if (open.ofOthers() <= 0) {
            return Map.of();
        }
        Map<String, Long> records = stored.get();
        if (records.isEmpty()) {
            return Map.of();
        }
        List<Keyed> found = open.all() <= FEW_OPEN
                ? openAmongFew(connection, dataset, records.keySet(), by)
                : openAmongMany(connection, dataset, records.keySet(), by);
        Map<Keyed, Long> keyed = new HashMap<>();
        found.forEach(one -> keyed.put(one, Objects.requireNonNull(records.get(one.key()))));
        return keyed;
    }

    private record Keyed(Rejection.Id id, String key, long hash) {
        static Keyed read(ResultSet results) throws SQLException {
            return new Keyed(readId(results), results.getString(3), results.getLong(4));
        }
    }

    /** Returns the open rejections of earlier runs whose records show one of these keys. Looks at all open rejections. */
    private static List<Keyed> openAmongFew(Connection connection, String dataset, Set<String> keys, RunId by)
            throws SQLException {
        List<Keyed> found = new ArrayList<>();
        // The comparison with the empty text makes databases use the index of the keys.
        Sql.of(SELECT_KEYED.formatted("rejections AS known") + " WHERE known.record_key >= '' AND " + OPEN_BEFORE)
                .with(dataset)
                .with(by.value())
                .each(connection, results -> {
                    Keyed one = Keyed.read(results);
                    if (keys.contains(one.key())) {
                        found.add(one);
                    }
                });
        return found;
    }

    /** Returns the same. Looks up each key. */
    private List<Keyed> openAmongMany(Connection connection, String dataset, Set<String> keys, RunId by)
            throws SQLException {
        return Sql.of(openAmongMany(dialect))
                .with(JsonColumns.ofTexts(List.copyOf(keys)))
                .with(dataset)
                .with(by.value())
                .list(connection, Keyed::read);
    }

    /** The parameters are a JSON array of keys, the dataset and the run. */
    static String openAmongMany(Dialect dialect) {
        String lookUp = dialect.lookUpEach("rejections", "known", "known.record_key = e.value AND " + OPEN_BEFORE, "");
        return SELECT_KEYED.formatted(dialect.eachText() + " " + lookUp);
    }

    /** Returns the number of the first record with the content of a rejection; the largest number if there is none. */
    private long recordOf(Keyed rejection, Map<Content, Long> incoming) {
        return incoming.keySet().stream().noneMatch(content -> content.hash() == rejection.hash())
                ? Long.MAX_VALUE
                : find(rejection.id())
                        .map(found -> incoming.get(Content.of(found)))
                        .orElse(Long.MAX_VALUE);
    }

    private static Map<Content, Long> firstByContent(List<Rejection> rejections) {
        Map<Content, Long> first = new LinkedHashMap<>();
        rejections.forEach(
                rejection -> first.merge(Content.of(rejection), rejection.id().recordNumber(), Math::min));
        return first;
    }

    @Override
    public Map<Rejection.Id, List<Link>> successions(String dataset, Collection<Rejection.Id> ids) {
        return transactions.query(connection -> {
            Map<Rejection.Id, Closed> known = new HashMap<>();
            Set<Rejection.Id> wanted = new HashSet<>(ids);
            while (!wanted.isEmpty()) {
                Set<Rejection.Id> next = new HashSet<>();
                for (List<Rejection.Id> some : Sql.parts(wanted, IDS_PER_STATEMENT)) {
                    closed(dataset, some).each(connection, results -> {
                        Closed closed = Closed.read(results);
                        known.put(closed.link().id(), closed);
                        if (closed.by() != null) {
                            next.add(closed.by());
                        }
                    });
                }
                next.removeAll(known.keySet());
                wanted = next;
            }
            Map<Rejection.Id, List<Link>> successions = new HashMap<>();
            for (Rejection.Id id : ids) {
                List<Link> links = new ArrayList<>();
                for (Closed one = known.get(id); one != null; one = one.by() == null ? null : known.get(one.by())) {
                    links.add(one.link());
                }
                if (!links.isEmpty()) {
                    successions.put(id, links);
                }
            }
            return successions;
        });
    }

    private static Sql closed(String dataset, List<Rejection.Id> ids) {
        Sql sql = Sql.of("""
                        SELECT run, record_number, status, reasons, closed_by_run, closed_by_record FROM rejections
                        WHERE dataset = ? AND (run, record_number) IN (VALUES %s)""".formatted(Sql.repeated("(?, ?)", ids.size()))).with(dataset);
        ids.forEach(id -> sql.with(id.run().value()).with(id.recordNumber()));
        return sql;
    }

    /**
     * A rejection, and what took its place.
     *
     * @param by a record that may have a rejection; null if none did
     */
    private record Closed(Link link, Rejection.@Nullable Id by) {
        static Closed read(ResultSet results) throws SQLException {
            Link link = new Link(
                    readId(results),
                    Rejection.Status.of(results.getString(3)),
                    JsonColumns.toReasons(results.getString(4)));
            long run = results.getLong(5);
            long record = results.getLong(6);
            return new Closed(link, results.wasNull() ? null : new Rejection.Id(new RunId(run), record));
        }
    }

    private record Hashed(Rejection rejection, Content content) {
        /**
         * Sorts rejections in an order that all runs share, so that two runs that close the same rejections never wait
         * for each other in a circle.
         */
        static List<Hashed> ordered(List<Rejection> rejections) {
            return rejections.stream()
                    .map(rejection -> new Hashed(rejection, Content.of(rejection)))
                    .sorted(Comparator.comparingLong(hashed -> hashed.content().hash()))
                    .toList();
        }
    }

    /**
     * The content that tells raw records apart.
     *
     * @param hash the first bytes of the SHA-256 of {@code raw}
     */
    private record Content(long hash, String dataset, ByteBuffer raw) {
        static Content of(Rejection rejection) {
            return new Content(hashOf(rejection.raw()), rejection.dataset(), ByteBuffer.wrap(rejection.raw()));
        }

        /** Adds the next three parameters. */
        void in(Sql sql) {
            sql.with(hash).with(dataset).with(raw.array());
        }

        /** Sets three parameters from {@code index} on. */
        void bind(PreparedStatement statement, int index) throws SQLException {
            statement.setLong(index, hash);
            statement.setString(index + 1, dataset);
            statement.setBytes(index + 2, raw.array());
        }
    }

    private static String firstCode(Rejection rejection) {
        return rejection.reasons().getFirst().code().code();
    }

    private static void bind(PreparedStatement insert, Rejection rejection, long hash) throws SQLException {
        insert.setLong(1, rejection.id().run().value());
        insert.setLong(2, rejection.id().recordNumber());
        insert.setString(3, rejection.dataset());
        insert.setLong(4, rejection.line());
        insert.setString(5, rejection.status().code());
        insert.setString(6, JsonColumns.ofReasons(rejection.reasons()));
        insert.setBytes(7, rejection.raw());
        Rejection.Id replayOf = rejection.replayOf();
        Sql.bind(insert, 8, replayOf == null ? null : replayOf.run().value());
        Sql.bind(insert, 9, replayOf == null ? null : replayOf.recordNumber());
        insert.setLong(10, rejection.createdAt().toEpochMilli());
        insert.setString(11, rejection.key());
        insert.setString(12, JsonColumns.ofOrigin(rejection.stream()));
        insert.setString(13, rejection.discardReason());
        insert.setString(14, firstCode(rejection));
        insert.setString(
                15,
                rejection.reasons().stream()
                        .map(Reason::code)
                        .distinct()
                        .map(code -> code.code())
                        .collect(Collectors.joining(",", ",", ",")));
        insert.setLong(16, hash);
    }

    private static long hashOf(byte[] raw) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(raw))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public Optional<Rejection> find(Rejection.Id id) {
        return transactions.query(
                connection -> Sql.of("SELECT %s FROM rejections WHERE run = ? AND record_number = ?".formatted(COLUMNS))
                        .with(id.run().value())
                        .with(id.recordNumber())
                        .first(connection, JdbcRejectionStore::read));
    }

    @Override
    public Slice<Rejection> list(Filter filter, Rejection.@Nullable Id after, int limit) {
        return slice(filter, after, limit, "<", "DESC");
    }

    @Override
    public Slice<Rejection> listOldestFirst(Filter filter, Rejection.@Nullable Id after, int limit) {
        return slice(filter, after, limit, ">", "ASC");
    }

    @Override
    public List<Rejection.Id> ids(Filter filter, Rejection.@Nullable Id after, int limit) {
        Sql ids = select("SELECT run, record_number FROM rejections", filter, after, limit, ">", "ASC");
        return transactions.query(connection -> ids.list(connection, JdbcRejectionStore::readId));
    }

    private Slice<Rejection> slice(
            Filter filter, Rejection.@Nullable Id after, int limit, String beyond, String direction) {
        Sql select =
                select("SELECT %s FROM rejections".formatted(COLUMNS), filter, after, limit + 1L, beyond, direction);
        return transactions.query(
                connection -> select.slice(connection, limit, AT_ONCE, JdbcRejectionStore::read, Rejection::bytes));
    }

    private Sql select(
            String start, Filter filter, Rejection.@Nullable Id after, long limit, String beyond, String direction) {
        return select(dialect, start, filter, after, limit, beyond, direction);
    }

    static Sql select(
            Dialect dialect,
            String start,
            Filter filter,
            Rejection.@Nullable Id after,
            long limit,
            String beyond,
            String direction) {
        Sql sql = Sql.of(start + " AS r WHERE 1 = 1");
        if (filter.run() != null) {
            sql.then(" AND run = ?").with(filter.run().value());
        }
        if (filter.dataset() != null) {
            sql.then(" AND dataset = ?").with(filter.dataset());
        }
        if (filter.status() != null) {
            sql.then(" AND status = ?").with(filter.status().code());
        }
        if (filter.code() != null) {
            sql.then(" AND codes LIKE ? ESCAPE '!'")
                    .with("%%,%s,%%".formatted(filter.code().replaceAll("[!%_]", "!$0")));
        }
        if (filter.field() != null || filter.value() != null) {
            sql.then(" AND EXISTS (SELECT 1 FROM %s WHERE 1 = 1".formatted(dialect.eachReason()));
            hasMember(dialect, sql, "code", filter.code());
            hasMember(dialect, sql, "field", filter.field());
            hasMember(dialect, sql, "value", filter.value());
            sql.then(")");
        }
        if (after != null && after.run().equals(filter.run())) {
            // Databases would look at all rejections of the run for the comparison of both.
            sql.then(" AND record_number %s ?".formatted(beyond)).with(after.recordNumber());
        } else if (after != null) {
            sql.then(" AND (run, record_number) %s (?, ?)".formatted(beyond))
                    .with(after.run().value())
                    .with(after.recordNumber());
        }
        return sql.then(" ORDER BY run %s, record_number %s LIMIT ?".formatted(direction, direction))
                .with(limit);
    }

    /** Compares JSON texts, as {@link #groups} does. */
    private static void hasMember(Dialect dialect, Sql sql, String name, @Nullable String text) {
        if (text != null) {
            sql.then(" AND CAST(e.value -> '%s' AS TEXT) = ?".formatted(name))
                    .with(dialect.inReason(JsonColumns.ofText(text)));
        }
    }

    @Override
    public Set<Rejection.Id> open(String dataset, Collection<Rejection.Id> ids) {
        return transactions.query(connection -> {
            Set<Rejection.Id> open = new HashSet<>();
            for (List<Rejection.Id> some : Sql.parts(ids, IDS_PER_STATEMENT)) {
                open.addAll(among("SELECT run, record_number FROM rejections", dataset, some, "")
                        .list(connection, JdbcRejectionStore::readId));
            }
            return open;
        });
    }

    @Override
    public Set<Rejection.Id> close(
            String dataset, Collection<Rejection.Id> ids, Rejection.Status to, @Nullable RunId by) {
        Map<Rejection.Id, @Nullable Long> records = new HashMap<>();
        ids.forEach(id -> records.put(id, null));
        return close(dataset, records, to, by);
    }

    @Override
    public Set<Rejection.Id> discard(String dataset, Collection<Rejection.Id> ids, @Nullable String reason) {
        Set<Rejection.Id> discarded = close(dataset, ids, Rejection.Status.DISCARDED, null);
        if (reason != null) {
            String update = "UPDATE rejections SET discard_reason = ? WHERE run = ? AND record_number = ?";
            transactions.execute(connection -> Sql.batch(connection, update, discarded, (statement, id) -> {
                statement.setString(1, reason);
                statement.setLong(2, id.run().value());
                statement.setLong(3, id.recordNumber());
            }));
        }
        return discarded;
    }

    @Override
    public Set<Rejection.Id> replay(String dataset, Map<Rejection.Id, Long> records, RunId by) {
        return close(dataset, records, Rejection.Status.REPLAYED, by);
    }

    /** @param records the number of the record that takes its place, by rejection; null if none does */
    private Set<Rejection.Id> close(
            String dataset,
            Map<Rejection.Id, ? extends @Nullable Long> records,
            Rejection.Status to,
            @Nullable RunId by) {
        Set<Rejection.Id> closed = new HashSet<>();
        transactions.execute(connection -> closed.addAll(close(connection, dataset, to, by, records)));
        return closed;
    }

    private Set<Rejection.Id> close(
            Connection connection,
            String dataset,
            Rejection.Status to,
            @Nullable RunId by,
            Map<Rejection.Id, ? extends @Nullable Long> records)
            throws SQLException {
        // The order is the same everywhere, so that two runs that close the same rejections never wait for each other
        // in a
        // circle.
        List<Rejection.Id> sorted = records.keySet().stream().sorted().toList();
        Set<Rejection.Id> closed = new HashSet<>();
        OpenRejectionSums counts = new OpenRejectionSums();
        for (List<Rejection.Id> some : Sql.parts(sorted, IDS_PER_STATEMENT)) {
            List<Open> open = open(connection, dataset, some);
            for (Open one : open) {
                closed.add(one.id());
                counts.note(dataset, one.firstCode(), -1);
            }
            close(connection, open, to, by, records);
        }
        counts.store(connection, by);
        return closed;
    }

    private record Open(Rejection.Id id, String firstCode) {}

    /** Locks and returns the rejections among these that are open. */
    private List<Open> open(Connection connection, String dataset, List<Rejection.Id> ids) throws SQLException {
        return among(
                        "SELECT run, record_number, first_code FROM rejections",
                        dataset,
                        ids,
                        " ORDER BY run, record_number" + dialect.rowLock())
                .list(connection, results -> new Open(readId(results), results.getString(3)));
    }

    /** Returns a query for the rejections among these that are open. */
    private static Sql among(String select, String dataset, List<Rejection.Id> ids, String end) {
        Sql sql = Sql.of("%s WHERE dataset = ? AND status = '%s' AND (run, record_number) IN (VALUES %s)%s"
                        .formatted(select, OPEN, Sql.repeated("(?, ?)", ids.size()), end))
                .with(dataset);
        ids.forEach(id -> sql.with(id.run().value()).with(id.recordNumber()));
        return sql;
    }

    private static void close(
            Connection connection,
            List<Open> open,
            Rejection.Status to,
            @Nullable RunId by,
            Map<Rejection.Id, ? extends @Nullable Long> records)
            throws SQLException {
        String update =
                "UPDATE rejections SET status = ?, closed_by_run = ?, closed_by_record = ? WHERE run = ? AND record_number = ?";
        Sql.batch(connection, update, open, (statement, one) -> {
            statement.setString(1, to.code());
            Sql.bind(statement, 2, by == null ? null : by.value());
            Sql.bind(statement, 3, records.get(one.id()));
            statement.setLong(4, one.id().run().value());
            statement.setLong(5, one.id().recordNumber());
        });
    }

    @Override
    public List<String> keysSuperseded(RunId run, @Nullable String after, int limit) {
        return transactions.query(connection -> Sql.of("""
                        SELECT DISTINCT record_key FROM rejections
                        WHERE closed_by_run = ? AND run <> ? AND status = 'superseded' AND record_key > ?
                        ORDER BY record_key LIMIT ?""")
                .with(run.value())
                .with(run.value())
                .with(after == null ? "" : after)
                .with((long) limit)
                .list(connection, results -> results.getString(1)));
    }

    @Override
    public void leaveTo(RunId run, Map<String, Heir> heirs) {
        String update = """
                UPDATE rejections SET closed_by_run = ?, closed_by_record = ?
                WHERE closed_by_run = ? AND run <> ? AND status = 'superseded' AND record_key = ? AND run < ?""";
        List<Map.Entry<String, Heir>> sorted =
                heirs.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
        transactions.execute(connection -> Sql.batch(connection, update, sorted, (statement, one) -> {
            statement.setLong(1, one.getValue().run().value());
            statement.setLong(2, one.getValue().recordNumber());
            statement.setLong(3, run.value());
            statement.setLong(4, run.value());
            statement.setString(5, one.getKey());
            statement.setLong(6, one.getValue().run().value());
        }));
    }

    @Override
    public void giveBack(RunId run) {
        transactions.execute(connection -> {
            lock(connection, run);
            inherit(connection, run);
            update(connection, """
                    UPDATE rejections SET status = 'discarded', closed_by_run = run, closed_by_record = NULL
                    WHERE closed_by_run = ? AND run <> closed_by_run AND run IN (SELECT id FROM runs WHERE status = 'undone')""", run);
            supersedeAgain(connection, run);
            reopen(connection, run);
        });
    }

    /**
     * Locks the rejections that a run closed, and those that may have taken their places, in the order in which closing
     * locks.
     */
    private void lock(Connection connection, RunId run) throws SQLException {
        Sql.of("""
                        SELECT count(*) FROM (SELECT 1 FROM rejections WHERE closed_by_run = ? OR run = ?
                                              ORDER BY run, record_number%s) locked""".formatted(dialect.rowLock()))
                .with(run.value())
                .with(run.value())
                .each(connection, results -> {});
    }

    /** Gives rejections the status of those that took their places. */
    private static void inherit(Connection connection, RunId run) throws SQLException {
        update(connection, """
                UPDATE rejections AS known
                SET status = heir.status, closed_by_run = heir.closed_by_run, closed_by_record = heir.closed_by_record
                FROM rejections AS heir
                WHERE known.closed_by_run = ? AND known.run <> known.closed_by_run
                  AND heir.run = known.closed_by_run AND heir.record_number = known.closed_by_record
                  AND heir.status <> 'open'""", run);
    }

    /** Supersedes rejections by the oldest open rejection of a later run with the same bytes. */
    private static void supersedeAgain(Connection connection, RunId run) throws SQLException {
        String later = """
                FROM rejections AS later
                WHERE later.raw_hash = known.raw_hash AND later.status = 'open' AND later.run > known.run
                  AND later.run <> known.closed_by_run AND later.dataset || '' = known.dataset AND later.raw = known.raw
                ORDER BY later.run, later.record_number LIMIT 1""";
        update(connection, """
                UPDATE rejections AS known
                SET status = 'superseded', (closed_by_run, closed_by_record) = (SELECT later.run, later.record_number %s)
                WHERE known.closed_by_run = ? AND known.run <> known.closed_by_run AND EXISTS (SELECT 1 %s)""".formatted(later, later), run);
    }

    /** Reopens the rejections that a run still closes. */
    private static void reopen(Connection connection, RunId run) throws SQLException {
        OpenRejectionSums counts = new OpenRejectionSums();
        Sql.of("""
                        SELECT dataset, first_code, count(*) FROM rejections WHERE closed_by_run = ? AND run <> ?
                        GROUP BY dataset, first_code""")
                .with(run.value())
                .with(run.value())
                .each(
                        connection,
                        results -> counts.note(results.getString(1), results.getString(2), results.getLong(3)));
        update(connection, """
                UPDATE rejections SET status = 'open', closed_by_run = NULL, closed_by_record = NULL
                WHERE closed_by_run = ? AND run <> closed_by_run""", run);
        counts.store(connection, run);
    }

    private static void update(Connection connection, String sql, RunId run) throws SQLException {
        Sql.of(sql).with(run.value()).update(connection);
    }

    @Override
    public List<Group> groups(@Nullable String dataset, long skip, int limit) {
        // Groups by JSON texts, because the databases differ in the texts that they read from JSON.
        String sql = """
                SELECT dataset, code, field, value, count(*)
                FROM (SELECT DISTINCT r.run, r.record_number, r.dataset, CAST(e.value -> 'code' AS TEXT) AS code,
                             CAST(e.value -> 'field' AS TEXT) AS field, CAST(e.value -> 'value' AS TEXT) AS value
                      FROM rejections r, %s
                      WHERE r.status = '%s'%s) reason
                GROUP BY dataset, code, field, value
                ORDER BY count(*) DESC, dataset, %s, %s, %s
                LIMIT ? OFFSET ?""".formatted(
                        dialect.eachReason(),
                        OPEN,
                        dataset == null ? "" : " AND r.dataset = ?",
                        withoutLastQuote("code"),
                        withoutLastQuote("field"),
                        withoutLastQuote("value"));
        Sql query = Sql.of(sql);
        if (dataset != null) {
            query.with(dataset);
        }
        query.with((long) limit).with(skip);
        return transactions.query(connection -> query.list(
                connection,
                results -> new Group(
                        results.getString(1),
                        ReasonCode.of(String.valueOf(text(results, 2))),
                        text(results, 3),
                        text(results, 4),
                        results.getLong(5))));
    }

    private static @Nullable String text(ResultSet results, int index) throws SQLException {
        String text = JsonColumns.toText(results.getString(index));
        return text == null ? null : text.replace(Dialect.IN_PLACE_OF_NULL, '\0');
    }

    /** Removes the closing quote, so that a text sorts before longer texts that begin with it. */
    private String withoutLastQuote(String column) {
        return "substr(%s, 1, length(%s) - 1)%s".formatted(column, column, dialect.byCodePoint());
    }

    private static Rejection.Id readId(ResultSet results) throws SQLException {
        return new Rejection.Id(new RunId(results.getLong(1)), results.getLong(2));
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
                JsonColumns.toReasons(results.getString(6)),
                results.getBytes(7),
                results.getString(11),
                replayOf,
                JsonColumns.toOrigin(results.getString(12)),
                Instant.ofEpochMilli(results.getLong(10)),
                results.getString(13));
    }

    @Override
    public List<String> datasets() {
        return transactions.query(connection -> Sql.of("SELECT DISTINCT dataset FROM open_rejections ORDER BY dataset")
                .list(connection, results -> results.getString(1)));
    }

    @Override
    public Map<String, Long> countOpen() {
        return count(Sql.of(
                "SELECT dataset, sum(rejections) FROM open_rejections GROUP BY dataset HAVING sum(rejections) > 0"));
    }

    @Override
    public Map<String, Long> countOpenByFirstCode(Collection<String> datasets) {
        return datasets.isEmpty()
                ? Map.of()
                : count(Sql.of("""
                                SELECT first_code, sum(rejections) FROM open_rejections WHERE dataset IN (%s)
                                GROUP BY first_code HAVING sum(rejections) > 0""".formatted(Sql.marks(datasets.size()))).withTexts(datasets));
    }

    private Map<String, Long> count(Sql sql) {
        return transactions.query(connection -> {
            Map<String, Long> counts = new TreeMap<>();
            sql.each(connection, results -> counts.put(results.getString(1), results.getLong(2)));
            return counts;
        });
    }
}
