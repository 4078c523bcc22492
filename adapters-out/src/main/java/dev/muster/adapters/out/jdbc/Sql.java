package dev.muster.adapters.out.jdbc;

import dev.muster.domain.dataset.FieldType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A statement with the values of its parameters. Its text is ours: whatever comes from elsewhere is a parameter. Not thread safe. */
public final class Sql {
    private final String text;
    private final List<Parameter> parameters = new ArrayList<>();

    private Sql(String text) {
        this.text = text;
    }

    /** @param text has a question mark for each parameter */
    public static Sql of(String text) {
        return new Sql(text);
    }

    /** Sets a parameter. */
    @FunctionalInterface
    interface Parameter {
        void bind(PreparedStatement statement, int index) throws SQLException;
    }

    /** Makes something of the row that results stand on. */
    @FunctionalInterface
    public interface Mapper<T> {
        T map(ResultSet results) throws SQLException;
    }

    /** Sees the row that results stand on. */
    @FunctionalInterface
    public interface Reader {
        void read(ResultSet results) throws SQLException;
    }

    /** Sets the parameters for one of many. */
    @FunctionalInterface
    interface Binder<T> {
        void bind(PreparedStatement statement, T item) throws SQLException;
    }

    /** The next parameter. */
    Sql with(Parameter parameter) {
        parameters.add(parameter);
        return this;
    }

    /** The next parameter: a whole number. */
    public Sql with(@Nullable Long value) {
        return with((statement, index) -> bind(statement, index, value));
    }

    /** The next parameter: a text. */
    public Sql with(String value) {
        return with((statement, index) -> statement.setString(index, value));
    }

    /** The next parameter: bytes. */
    Sql with(byte[] value) {
        return with((statement, index) -> statement.setBytes(index, value));
    }

    /** The next parameter: a value of a dataset. */
    Sql with(Dialect dialect, FieldType type, Object value) {
        return with((statement, index) -> dialect.bind(statement, index, type, value));
    }

    /** The next parameters: texts. */
    Sql withTexts(Collection<String> values) {
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

    /** What to put into the text for so many parameters: {@code ?, ?, ?}. */
    static String marks(int count) {
        return String.join(", ", Collections.nCopies(count, "?"));
    }

    /** This statement, made ready. */
    PreparedStatement prepare(Connection connection) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(text);
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

    /** Something of each row that the statement gives, in its order. */
    public <T> List<T> list(Connection connection, Mapper<T> mapper) throws SQLException {
        List<T> found = new ArrayList<>();
        each(connection, results -> found.add(mapper.map(results)));
        return found;
    }

    /** Something of the first row that the statement gives; empty if it gives none. */
    public <T> Optional<T> first(Connection connection, Mapper<T> mapper) throws SQLException {
        try (PreparedStatement statement = prepare(connection);
                ResultSet results = statement.executeQuery()) {
            return results.next() ? Optional.of(mapper.map(results)) : Optional.empty();
        }
    }

    /** Looks at each row that the statement gives, in its order. */
    public void each(Connection connection, Reader reader) throws SQLException {
        try (PreparedStatement statement = prepare(connection);
                ResultSet results = statement.executeQuery()) {
            while (results.next()) {
                reader.read(results);
            }
        }
    }

    /**
     * Executes a statement that changes rows.
     *
     * @return how many
     */
    int update(Connection connection) throws SQLException {
        try (PreparedStatement statement = prepare(connection)) {
            return statement.executeUpdate();
        }
    }

    /** Executes a statement once for each of many, all at a time. */
    static <T> void batch(Connection connection, String text, Collection<T> items, Binder<? super T> binder)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(text)) {
            for (T item : items) {
                binder.bind(statement, item);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
