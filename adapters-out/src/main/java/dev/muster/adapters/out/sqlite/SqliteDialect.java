package dev.muster.adapters.out.sqlite;

import dev.muster.adapters.out.jdbc.Dialect;
import dev.muster.domain.dataset.FieldType;
import java.sql.Connection;
import java.sql.SQLException;

/** SQLite's words. */
final class SqliteDialect implements Dialect {
    @Override
    public String lookUpEach(String table, String alias, String condition, String lock) {
        return "CROSS JOIN %s AS %s ON %s".formatted(table, alias, condition);
    }

    @Override
    public String rowLock() {
        // The transaction is the only one that writes.
        return "";
    }

    @Override
    public void hold(Connection connection, String what) {
        // The transaction is the only one that writes.
    }

    @Override
    public void prepareAggregates(Connection connection) throws SQLException {
        ExactDecimals.define(connection);
    }

    @Override
    public String aggregate(String function, String expression, FieldType type) {
        return type instanceof FieldType.DecimalType
                ? ExactDecimals.call(function, expression)
                : "%s(%s)".formatted(function, expression);
    }

    @Override
    public String byCodePoint() {
        return "";
    }

    @Override
    public String eachText() {
        return "json_each(?) AS e";
    }

    @Override
    public String eachReason() {
        return "json_each(r.reasons) AS e";
    }

    @Override
    public String inReason(String json) {
        return json;
    }
}
