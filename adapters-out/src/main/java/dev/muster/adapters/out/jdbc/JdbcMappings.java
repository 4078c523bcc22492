package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.Mappings;
import dev.muster.application.port.Slice;
import dev.muster.domain.dataset.Mapping;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table of mappings. */
final class JdbcMappings implements Mappings {
    private static final String SELECT = "SELECT definition FROM mappings WHERE dataset = ? ";

    private final Transactions transactions;

    JdbcMappings(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public boolean put(String dataset, Mapping mapping) {
        return transactions.update(connection -> {
            boolean isNew = find(connection, dataset, mapping.name()).isEmpty();
            Sql.of("""
                            INSERT INTO mappings (dataset, name, definition) VALUES (?, ?, ?)
                            ON CONFLICT (dataset, name) DO UPDATE SET definition = excluded.definition""")
                    .with(dataset)
                    .with(mapping.name())
                    .with(JsonColumns.ofMapping(mapping))
                    .update(connection);
            return isNew;
        });
    }

    @Override
    public Optional<Mapping> find(String dataset, String name) {
        return transactions.query(connection -> find(connection, dataset, name));
    }

    private static Optional<Mapping> find(Connection connection, String dataset, String name) throws SQLException {
        return Sql.of(SELECT + "AND name = ?")
                .with(dataset)
                .with(name)
                .first(connection, results -> results.getString(1))
                .map(JsonColumns::toMapping);
    }

    @Override
    public Slice<Mapping> list(String dataset, @Nullable String after, int limit) {
        List<String> definitions =
                transactions.query(connection -> Sql.of(SELECT + "AND name > ? ORDER BY name LIMIT ?")
                        .with(dataset)
                        .with(after == null ? "" : after)
                        .with(limit + 1L)
                        .list(connection, results -> results.getString(1)));
        Slice<String> slice = Slice.of(definitions.iterator(), limit, definition -> 2L * definition.length());
        return new Slice<>(slice.items().stream().map(JsonColumns::toMapping).toList(), slice.more());
    }

    @Override
    public boolean delete(String dataset, String name) {
        return transactions.update(connection -> Sql.of("DELETE FROM mappings WHERE dataset = ? AND name = ?")
                        .with(dataset)
                        .with(name)
                        .update(connection)
                > 0);
    }
}
