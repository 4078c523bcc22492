package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.DatasetStore;
import dev.muster.domain.dataset.Row;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.NoSuchElementException;

/** The rows of a table as a query gives them, however many there are. */
final class JdbcRows implements DatasetStore.Rows {
    private final Transactions transactions;
    private final ColumnTypes types;
    private final DatasetTable table;
    private final PreparedStatement statement;
    private final ResultSet results;

    /** Whether {@link #results} stands on a row that was not given yet. */
    private boolean ahead;

    private boolean ended;

    /**
     * Runs the query up to its first row, so that it fails here if it does.
     *
     * @param statement selects {@link DatasetTable#fields()}; closed with this
     */
    JdbcRows(Transactions transactions, ColumnTypes types, DatasetTable table, PreparedStatement statement)
            throws SQLException {
        this.transactions = transactions;
        this.types = types;
        this.table = table;
        this.statement = statement;
        // The driver's own: what the pool does around each value takes longer than to hand it over.
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
