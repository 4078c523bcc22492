package dev.muster.adapters.out.sqlite;

import dev.muster.adapters.out.jdbc.ColumnTypes;
import dev.muster.domain.dataset.FieldType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** SQLite's columns. Instants are microseconds since 1970, decimals are texts. */
final class SqliteColumnTypes implements ColumnTypes {
    private static final long MICROS = 1_000_000;
    private static final int NANOS_PER_MICRO = 1_000;

    @Override
    public void bind(PreparedStatement statement, int index, FieldType type, @Nullable Object value)
            throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.NULL);
            return;
        }
        switch (type) {
            case FieldType.IntegerType t -> statement.setLong(index, (Long) value);
            case FieldType.DecimalType t -> statement.setString(index, ((BigDecimal) value).toPlainString());
            case FieldType.TextType t -> statement.setString(index, (String) value);
            case FieldType.InstantType t -> statement.setLong(index, micros((Instant) value));
        }
    }

    @Override
    public @Nullable Object read(ResultSet results, int index, FieldType type) throws SQLException {
        return switch (type) {
            case FieldType.IntegerType t -> orNull(results, results.getLong(index));
            case FieldType.DecimalType t -> {
                String text = results.getString(index);
                yield text == null ? null : new BigDecimal(text);
            }
            case FieldType.TextType t -> {
                // Reads bytes, because the driver takes a detour through a buffer for texts.
                byte[] bytes = results.getBytes(index);
                yield bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
            }
            case FieldType.InstantType t -> {
                Long micros = orNull(results, results.getLong(index));
                yield micros == null
                        ? null
                        : Instant.ofEpochSecond(
                                Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * NANOS_PER_MICRO);
            }
        };
    }

    private static @Nullable Long orNull(ResultSet results, long value) throws SQLException {
        // Null is read as 0. Asking about every other number, too, would take as long as reading it.
        return value == 0 && results.wasNull() ? null : value;
    }

    private static long micros(Instant instant) {
        return instant.getEpochSecond() * MICROS + instant.getNano() / NANOS_PER_MICRO;
    }
}
