package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.Slice;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** Reads slices of what queries find, and no further. */
final class Slices {
    private Slices() {}

    /** Makes something of the row that results stand on. */
    interface Reading<T> {
        T read(ResultSet results) throws SQLException;
    }

    /**
     * The first part of what a query finds.
     *
     * @param query gives one more than {@code limit} if there is more
     * @param limit most items to give, at least 1
     * @param atOnce how many items may be fetched at a time, at least 1
     * @param bytes about how many bytes an item takes in memory
     */
    static <T> Slice<T> read(
            PreparedStatement query, int limit, int atOnce, Reading<T> reading, ToLongFunction<? super T> bytes)
            throws SQLException {
        query.setFetchSize(atOnce);
        List<T> items = new ArrayList<>();
        long filled = 0;
        try (ResultSet results = query.executeQuery()) {
            boolean more = results.next();
            while (more && items.size() < limit && filled < Slice.BYTES) {
                T item = reading.read(results);
                filled += bytes.applyAsLong(item);
                items.add(item);
                more = results.next();
            }
            return new Slice<>(items, more);
        }
    }
}
