package dev.muster.application.backup;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Those rows of an iteration that meet a condition. Not thread safe. */
final class Chosen implements Iterator<@Nullable Object[]> {
    private final Iterator<@Nullable Object[]> rows;
    private final Predicate<@Nullable Object[]> condition;
    private @Nullable Object @Nullable [] next;

    Chosen(Iterator<@Nullable Object[]> rows, Predicate<@Nullable Object[]> condition) {
        this.rows = rows;
        this.condition = condition;
    }

    @Override
    public boolean hasNext() {
        while (next == null && rows.hasNext()) {
            @Nullable Object[] row = rows.next();
            next = condition.test(row) ? row : null;
        }
        return next != null;
    }

    @Override
    public @Nullable Object[] next() {
        @Nullable Object @Nullable [] row = hasNext() ? next : null;
        if (row == null) {
            throw new NoSuchElementException();
        }
        next = null;
        return row;
    }
}
