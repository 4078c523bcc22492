package dev.muster.adapters.out.postgres;

import dev.muster.adapters.out.jdbc.Dialect;
import dev.muster.adapters.out.jdbc.Sql;
import dev.muster.domain.dataset.FieldType;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;

/** PostgreSQL's words. */
final class PostgresDialect implements Dialect {
    /** Distinguishes what is held from the locks of {@link PostgresOwners}, which have one number. */
    private static final long HELD = "muster".hashCode();

    private final Duration silence;

    PostgresDialect() {
        this(Duration.ofSeconds(10));
    }

    /** @param silence the time after which a process that should say something counts as stopped */
    PostgresDialect(Duration silence) {
        this.silence = silence;
    }

    @Override
    public void hold(Connection connection, String what) throws SQLException {
        long number = what.hashCode();
        if (Sql.of("SELECT pg_try_advisory_xact_lock(?::int, ?::int)")
                .with(HELD)
                .with(number)
                .isTrue(connection)) {
            return;
        }
        // No timeout of the server ends a session in the middle of COPY, whose rows it waits for.
        Sql.of("""
                        SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_stat_activity USING (pid)
                        WHERE locktype = 'advisory' AND objsubid = 2 AND granted AND datname = current_database()
                            AND database = datid AND classid = ?::int::oid AND objid = ?::int::oid
                            AND wait_event = 'ClientRead'
                            AND state_change < clock_timestamp() - ? * interval '1 millisecond'""").with(HELD).with(number).with(silence.toMillis()).each(connection, results -> {});
        Sql.of("SELECT pg_advisory_xact_lock(?::int, ?::int)")
                .with(HELD)
                .with(number)
                .each(connection, results -> {});
    }

    @Override
    public void prepareAggregates(Connection connection) {
        // PostgreSQL has all of them itself.
    }

    @Override
    public String aggregate(String function, String expression, FieldType type) {
        return "%s(%s%s)".formatted(function, expression, type instanceof FieldType.TextType ? byCodePoint() : "");
    }

    @Override
    public String lookUpEach(String table, String alias, String condition, String lock) {
        // OFFSET bars the planner from joining the other way round, as it does while a table has no statistics yet.
        return "CROSS JOIN LATERAL (SELECT * FROM %s AS %s WHERE %s OFFSET 0%s) AS %s"
                .formatted(table, alias, condition, lock, alias);
    }

    @Override
    public String rowLock() {
        return " FOR UPDATE";
    }

    @Override
    public String byCodePoint() {
        return " COLLATE \"C\"";
    }

    @Override
    public String eachText() {
        return "json_array_elements_text(CAST(? AS json)) AS e (value)";
    }

    @Override
    public String eachReason() {
        // PostgreSQL's texts cannot hold a null character, and a record may have been rejected because it has one.
        return """
                json_array_elements(CASE WHEN position('\\u0000' IN r.reasons) = 0 THEN r.reasons
                    ELSE regexp_replace(r.reasons, '(?<!\\\\)((?:\\\\\\\\)*)\\\\u0000', '\\1\\\\u%s', 'g')
                    END::json) AS e (value)""".formatted(HexFormat.of().toHexDigits(IN_PLACE_OF_NULL));
    }

    @Override
    public String inReason(String json) {
        return json.replaceAll(
                "(?<!\\\\)((?:\\\\\\\\)*)\\\\u0000", "$1\\\\u" + HexFormat.of().toHexDigits(IN_PLACE_OF_NULL));
    }
}
