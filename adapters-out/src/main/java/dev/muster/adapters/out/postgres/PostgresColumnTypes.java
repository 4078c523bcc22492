package dev.muster.adapters.out.postgres;

import dev.muster.adapters.out.jdbc.ColumnTypes;
import dev.muster.adapters.out.jdbc.Sql;
import dev.muster.domain.dataset.FieldType;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's columns. Each type of field has a type of its own. */
final class PostgresColumnTypes implements ColumnTypes {
    @Override
    public void bind(PreparedStatement statement, int index, FieldType type, @Nullable Object value)
            throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.NULL);
            return;
        }
        switch (type) {
            case FieldType.IntegerType t -> statement.setLong(index, (Long) value);
            case FieldType.DecimalType t -> statement.setBigDecimal(index, (BigDecimal) value);
            case FieldType.TextType t -> statement.setString(index, (String) value);
            case FieldType.InstantType t ->
                statement.setObject(index, OffsetDateTime.ofInstant((Instant) value, ZoneOffset.UTC));
        }
    }

    @Override
    public @Nullable Object read(ResultSet results, int index, FieldType type) throws SQLException {
        return switch (type) {
            case FieldType.IntegerType t -> {
                long value = results.getLong(index);
                yield value == 0 && results.wasNull() ? null : value;
            }
            case FieldType.DecimalType t -> results.getBigDecimal(index);
            case FieldType.TextType t -> results.getString(index);
            case FieldType.InstantType t -> {
                OffsetDateTime time = results.getObject(index, OffsetDateTime.class);
                yield time == null ? null : time.toInstant();
            }
        };
    }

    /** Returns a parameter: an array of values of a field. */
    static Sql.Parameter array(FieldType type, Collection<Object> values) {
        return array(name(type), values);
    }

    /** Returns a parameter: an array of texts. */
    static Sql.Parameter texts(Collection<String> values) {
        return array("text", values);
    }

    private static Sql.Parameter array(String type, Collection<?> values) {
        return (statement, index) ->
                statement.setArray(index, statement.getConnection().createArrayOf(type, values.toArray()));
    }

    /** Returns the type of a column for values of {@code type}, as the migrations declare it. */
    private static String name(FieldType type) {
        return switch (type) {
            case FieldType.IntegerType t -> isInt(t) ? "integer" : "bigint";
            case FieldType.DecimalType t -> "numeric";
            case FieldType.TextType t -> "text";
            case FieldType.InstantType t -> "timestamptz";
        };
    }

    /** Returns whether all values fit into four bytes. */
    static boolean isInt(FieldType.IntegerType type) {
        return type.min() >= Integer.MIN_VALUE && type.max() <= Integer.MAX_VALUE;
    }
}
