package dev.muster.adapters.out.jdbc;

import dev.muster.domain.dataset.FieldType;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Says how a database keeps the values of fields in columns. There is one implementation for each database. Thread
 * safe.
 */
public interface ColumnTypes {

    /** Sets parameter {@code index}, from 1, to a value of {@code type} or null. */
    void bind(PreparedStatement statement, int index, FieldType type, @Nullable Object value) throws SQLException;

    /** Reads the value of {@code type} in column {@code index}, from 1; null if it is null. */
    @Nullable
    Object read(ResultSet results, int index, FieldType type) throws SQLException;
}
