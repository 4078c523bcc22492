package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.Slice;
import dev.muster.domain.dataset.FieldType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Gatherers;
import org.jspecify.annotations.Nullable;

/**
 * A statement with the values of its parameters. Its text comes from this program only: everything from elsewhere is a
 * parameter. Not thread safe.
 */
public final class Sql {
    private final StringBuilder text;
    private final List<Parameter> parameters = new ArrayList<>();

    private Sql(String text) {
        this.text = new StringBuilder(text);
    }

    /** @param text with a question mark for each parameter */
    public static Sql of(String text) {
        return new Sql(text);
    }

    /** Appends text to the statement. */
    Sql then(String more) {
        text.append(more);
        return this;
    }

    /** Sets a parameter. */
    @FunctionalInterface
    public interface Parameter {
        void bind(PreparedStatement statement, int index) throws SQLException;
    }

    /** Maps the current row of the results. */
    @FunctionalInterface
    public interface Mapper<T> {
        T map(ResultSet results) throws SQLException;
    }

    /** Reads the current row of the results. */
    @FunctionalInterface
    public interface Reader {
        void read(ResultSet results) throws SQLException;
    }

    /** Sets the parameters for one of many items. */
    @FunctionalInterface
    public interface Binder<T> {
        void bind(PreparedStatement statement, T item) throws SQLException;
    }

    /** Adds the next parameter. */
    public Sql with(Parameter parameter) {
        parameters.add(parameter);
        return this;
    }

    /** Adds the next parameter: a whole number. */
    public Sql with(@Nullable Long value) {
        return with((statement, index) -> bind(statement, index, value));
    }

    /** Adds the next parameter: a text. */
    public Sql with(String value) {
        return with((statement, index) -> statement.setString(index, value));
    }

    /** Adds the next parameter: a text, or null. */
    Sql withText(@Nullable String value) {
        return with((statement, index) -> statement.setString(index, value));
    }

    /** Adds the next parameter: bytes. */
    Sql with(byte @Nullable [] value) {
        return with((statement, index) -> statement.setBytes(index, value));
    }

    /** Adds the next parameter: a value of a dataset. */
    public Sql with(ColumnTypes types, FieldType type, Object value) {
        return with((statement, index) -> types.bind(statement, index, type, value));
    }

    /** Adds the next parameters: values of a field. */
    public Sql withAll(ColumnTypes types, FieldType type, Collection<Object> values) {
        values.forEach(value -> with(types, type, value));
        return this;
    }

    /** Adds the next parameters: texts. */
    public Sql withTexts(Collection<String> values) {
        values.forEach(this::with);
        return this;
    }

    static void bind(PreparedStatement statement, int index, @Nullable Long value) throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.BIGINT);
        } else {
            statement.setLong(index, value);
        }
    }

    /** Returns the text for {@code count} parameters: {@code ?, ?, ?}. */
    public static String marks(int count) {
        return repeated("?", count);
    }

    /** Returns the text for {@code count} rows of VALUES: {@code row, row, row}. */
    public static String repeated(String row, int count) {
        return String.join(", ", Collections.nCopies(count, row));
    }

    /**
     * Splits items into lists of at most {@code most}, in their order, because databases limit the parameters of a
     * statement.
     */
    public static <T> List<List<T>> parts(Collection<T> items, int most) {
        return items.stream().gather(Gatherers.windowFixed(most)).toList();
    }

    /** Prepares this statement. */
    PreparedStatement prepare(Connection connection) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(text.toString());
        try {
            for (int i = 0; i < parameters.size(); i++) {
                parameters.get(i).bind(statement, i + 1);
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    /** Runs the statement and maps each row, in the order of the rows. */
    public <T> List<T> list(Connection connection, Mapper<T> mapper) throws SQLException {
        List<T> found = new ArrayList<>();
        each(connection, results -> found.add(mapper.map(results)));
        return found;
    }

    /** Runs the statement and maps the first row; empty if there is none. */
    public <T> Optional<T> first(Connection connection, Mapper<T> mapper) throws SQLException {
        try (PreparedStatement statement = prepare(connection);
                ResultSet results = statement.executeQuery()) {
            return results.next() ? Optional.of(mapper.map(results)) : Optional.empty();
        }
    }

    /** Runs the statement and reads each row, in the order of the rows. */
    public void each(Connection connection, Reader reader) throws SQLException {
        try (PreparedStatement statement = prepare(connection);
                ResultSet results = statement.executeQuery()) {
            while (results.next()) {
                reader.read(results);
            }
        }
    }

    /** Runs the statement. Returns whether there is a row whose first column is true. */
    public boolean isTrue(Connection connection) throws SQLException {
        return first(connection, results -> results.getBoolean(1)).orElse(false);
    }

    /**
     * Runs the statement and returns the first part of its rows.
     *
     * @param limit most items to give, at least 1; the statement must find one more if there are more
     * @param atOnce how many items may be fetched at a time, at least 1
     * @param bytes about how many bytes an item takes in memory
     */
    <T> Slice<T> slice(Connection connection, int limit, int atOnce, Mapper<T> mapper, ToLongFunction<? super T> bytes)
            throws SQLException {
        try (PreparedStatement statement = prepare(connection)) {
            statement.setFetchSize(atOnce);
            List<T> items = new ArrayList<>();
            long filled = 0;
            try (ResultSet results = statement.executeQuery()) {
                boolean more = results.next();
                while (more && items.size() < limit && filled < Slice.BYTES) {
                    T item = mapper.map(results);
                    filled += bytes.applyAsLong(item);
                    items.add(item);
                    more = results.next();
                }
                return new Slice<>(items, more);
            }
        }
    }

    /**
     * Executes a statement that changes rows.
     *
     * @return the number of rows that it changed
     */
    public int update(Connection connection) throws SQLException {
        try (PreparedStatement statement = prepare(connection)) {
            return statement.executeUpdate();
        }
    }

    /** Executes a statement once for each item, in one batch. */
    public static <T> void batch(Connection connection, String text, Collection<T> items, Binder<? super T> binder)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(text)) {
            for (T item : items) {
                binder.bind(statement, item);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /**
     * Executes statements without parameters one after the other. None is kept prepared.
     *
     * @return the number of rows that the last one changed; -1 if it is no statement that changes rows
     */
    public static int execute(Connection connection, String... texts) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String text : texts) {
                statement.execute(text);
            }
            return statement.getUpdateCount();
        }
    }
}
