package dev.muster.application.reports;

import dev.muster.application.port.Database;
import dev.muster.application.port.RunStore.LedgerTotal;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sums up what came in over all time, from the ledger. Thread safe. */
public final class Summarise {
    private final Catalog catalog;
    private final Database database;

    public Summarise(Catalog catalog, Database database) {
        this.catalog = catalog;
        this.database = database;
    }

    /**
     * @param datasets every dataset of the catalog, in its order
     */
    public record Summary(Line total, List<Line> datasets) {}

    /**
     * @param dataset name of the dataset; null for all datasets together
     * @param accepted inserted, updated and unchanged
     */
    public record Line(@Nullable String dataset, long received, long accepted, long rejected, long openRejections) {
        /** Returns the share of the received records that were accepted, 0 to 1; null if none were received. */
        public @Nullable Double successRate() {
            return received == 0 ? null : (double) accepted / received;
        }
    }

    public Summary summary() {
        return database.unitOfWork().read(() -> {
            Map<String, LedgerTotal> totals = database.runs().totals().stream()
                    .collect(Collectors.toMap(LedgerTotal::dataset, Function.identity()));
            Map<String, Long> open = database.rejections().countOpen();
            List<Line> lines = new ArrayList<>();
            Line sum = new Line(null, 0, 0, 0, 0);
            for (Dataset dataset : catalog.all()) {
                LedgerTotal total = totals.getOrDefault(dataset.name(), new LedgerTotal(dataset.name(), 0, 0, 0));
                Line line = new Line(
                        dataset.name(),
                        total.received(),
                        total.accepted(),
                        total.rejected(),
                        open.getOrDefault(dataset.name(), 0L));
                lines.add(line);
                sum = new Line(
                        null,
                        sum.received() + line.received(),
                        sum.accepted() + line.accepted(),
                        sum.rejected() + line.rejected(),
                        sum.openRejections() + line.openRejections());
            }
            return new Summary(sum, lines);
        });
    }
}
