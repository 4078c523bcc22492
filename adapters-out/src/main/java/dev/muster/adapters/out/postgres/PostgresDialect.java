package dev.muster.adapters.out.postgres;

import dev.muster.adapters.out.jdbc.Dialect;
import dev.muster.domain.dataset.FieldType;
import java.sql.Connection;
import java.util.HexFormat;

/** PostgreSQL's words. */
final class PostgresDialect implements Dialect {
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
}
