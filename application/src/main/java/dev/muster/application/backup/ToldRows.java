package dev.muster.application.backup;

import dev.muster.application.port.SectionStore;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Rows that tell how many have passed. Not thread safe. */
final class ToldRows implements SectionStore.Rows {
    private final Iterator<@Nullable Object[]> rows;
    private final Runnable close;
    private final String step;
    private final BackupProgress progress;
    private long passed;

    /**
     * @param close closes the rows
     * @param step what is done with them, for people
     */
    ToldRows(Iterator<@Nullable Object[]> rows, Runnable close, String step, BackupProgress progress) {
        this.rows = rows;
        this.close = close;
        this.step = step;
        this.progress = progress;
    }

    @Override
    public boolean hasNext() {
        boolean more = rows.hasNext();
        if (!more || passed % BackupProgress.ROWS == 0) {
            progress.at(step, passed);
        }
        return more;
    }

    @Override
    public @Nullable Object[] next() {
        passed++;
        return rows.next();
    }

    @Override
    public void close() {
        close.run();
    }
}
