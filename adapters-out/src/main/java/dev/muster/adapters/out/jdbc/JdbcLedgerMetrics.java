package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.DataVersion;
import dev.muster.application.port.LedgerMetrics;
import dev.muster.domain.run.LedgerDay;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sums over the table of the runs. */
final class JdbcLedgerMetrics implements LedgerMetrics {
    private static final String DAY = "started_at / 86400000";

    private final Transactions transactions;

    JdbcLedgerMetrics(Transactions transactions) {
        this.transactions = transactions;
    }

    private record DatasetAndDay(String dataset, long day) {}

    @Override
    public List<LedgerDay> days() {
        return transactions.query(connection -> {
            Map<DatasetAndDay, Map<String, Long>> codes = codes(connection);
            return Sql.of("""
                            SELECT dataset, %s, sum(received), sum(inserted + updated + unchanged), sum(rejected),
                                count(finished_at),
                                sum(CASE WHEN finished_at IS NOT NULL THEN received ELSE 0 END),
                                sum(CASE WHEN finished_at IS NOT NULL THEN finished_at - started_at ELSE 0 END)
                            FROM runs WHERE source_kind <> 'backup' GROUP BY dataset, %s""".formatted(DAY, DAY)).list(connection, r -> {
                DatasetAndDay key = new DatasetAndDay(r.getString(1), r.getLong(2));
                return new LedgerDay(
                        key.dataset(),
                        LocalDate.ofEpochDay(key.day()),
                        r.getLong(3),
                        r.getLong(4),
                        r.getLong(5),
                        codes.getOrDefault(key, Map.of()),
                        r.getLong(6),
                        r.getLong(7),
                        Duration.ofMillis(r.getLong(8)));
            });
        });
    }

    private static Map<DatasetAndDay, Map<String, Long>> codes(Connection connection) throws SQLException {
        Map<DatasetAndDay, Map<String, Long>> codes = new HashMap<>();
        // A strict run that failed still tells why, but counts nothing.
        Sql.of("SELECT dataset, %s, rejections_by_code FROM runs WHERE rejected > 0".formatted(DAY))
                .each(connection, r -> {
                    Map<String, Long> sums = codes.computeIfAbsent(
                            new DatasetAndDay(r.getString(1), r.getLong(2)), key -> new TreeMap<>());
                    JsonColumns.toCounts(r.getString(3)).forEach((code, count) -> sums.merge(code, count, Long::sum));
                });
        return codes;
    }

    @Override
    public DataVersion version() {
        // Each of these grows as a run begins, gets on and ends.
        return transactions.query(connection -> Sql.of("""
                        SELECT count(*) + count(finished_at) + coalesce(sum(received), 0),
                            coalesce(max(coalesce(finished_at, started_at)), 0)
                        FROM runs""")
                .first(connection, r -> new DataVersion(r.getLong(1), Instant.ofEpochMilli(r.getLong(2))))
                .orElse(DataVersion.NONE));
    }
}
