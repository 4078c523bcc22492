package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.DatasetStore;
import dev.muster.domain.dataset.Row;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.NoSuchElementException;

/** The rows of a table, read from a query as the iteration goes on. */
final class JdbcRows implements DatasetStore.Rows {
    private final Transactions transactions;
    private final ColumnTypes types;
    private final DatasetTable table;
    private final PreparedStatement statement;
    private final ResultSet results;

    /** Whether the current row of {@link #results} was not given yet. */
    private boolean ahead;

    private boolean ended;

    /**
     * Runs the query up to its first row, so that a failure shows here.
     *
     * @param statement selects {@link DatasetTable#fields()}; closed with these rows
     */
    JdbcRows(Transactions transactions, ColumnTypes types, DatasetTable table, PreparedStatement statement)
            throws SQLException {
        this.transactions = transactions;
        this.types = types;
        this.table = table;
        this.statement = statement;
        // Takes the driver's own results, because the pool's wrapping of each value takes longer than reading it.
        this.results = statement.executeQuery().unwrap(ResultSet.class);
        this.ahead = results.next();
        this.ended = !ahead;
    }

    @Override
    public boolean hasNext() {
        if (!ahead && !ended) {
            ahead = transactions.translated(results::next);
            ended = !ahead;
        }
        return ahead;
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        ahead = false;
        return transactions.translated(() -> table.readRow(types, results));
    }

    @Override
    public void close() {
        try {
            statement.close();
        } catch (SQLException e) {
            throw transactions.failed(e);
        }
    }
}
