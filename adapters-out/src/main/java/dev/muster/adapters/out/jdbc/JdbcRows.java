package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.DatasetStore;
import dev.muster.application.port.SectionStore;
import dev.muster.domain.dataset.Row;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are read from a query as the iteration goes on.
 *
 * @param <T> what a row is mapped to
 */
class JdbcRows<T> {
    private final Transactions transactions;
    private final PreparedStatement statement;
    private final Sql.Mapper<T> mapper;
    private final ResultSet results;

    /** Whether the current row of {@link #results} was not given yet. */
    private boolean ahead;

    private boolean ended;

    /**
     * Runs the query up to its first row, so that a failure shows here.
     *
     * @param statement closed with these rows
     */
    private JdbcRows(Transactions transactions, PreparedStatement statement, Sql.Mapper<T> mapper) throws SQLException {
        this.transactions = transactions;
        this.statement = statement;
        this.mapper = mapper;
        // Takes the driver's own results, because the pool's wrapping of each value takes longer than reading it.
        this.results = statement.executeQuery().unwrap(ResultSet.class);
        this.ahead = results.next();
        this.ended = !ahead;
    }

    public final boolean hasNext() {
        if (!ahead && !ended) {
            ahead = transactions.translated(results::next);
            ended = !ahead;
        }
        return ahead;
    }

    public final T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        ahead = false;
        return transactions.translated(() -> mapper.map(results));
    }

    public final void close() {
        try {
            statement.close();
        } catch (SQLException e) {
            throw transactions.failed(e);
        }
    }

    /** The rows of a dataset. */
    static final class OfDataset extends JdbcRows<Row> implements DatasetStore.Rows {
        OfDataset(Transactions transactions, PreparedStatement statement, Sql.Mapper<Row> mapper) throws SQLException {
            super(transactions, statement, mapper);
        }
    }

    /** The rows of a section. */
    static final class OfSection extends JdbcRows<@Nullable Object[]> implements SectionStore.Rows {
        OfSection(Transactions transactions, PreparedStatement statement, Sql.Mapper<@Nullable Object[]> mapper)
                throws SQLException {
            super(transactions, statement, mapper);
        }
    }
}
