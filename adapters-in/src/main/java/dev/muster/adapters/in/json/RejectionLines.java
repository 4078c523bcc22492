package dev.muster.adapters.in.json;

import dev.muster.application.port.RejectionStore;
import dev.muster.application.port.Slice;
import dev.muster.domain.intake.Rejection;
import java.io.IOException;
import java.io.OutputStream;

/** Rejections as NDJSON: each in a line, as it is given alone. */
public final class RejectionLines {
    private static final int PAGE = 1_000;

    private RejectionLines() {}

    /** Writes the rejections, oldest first; neither flushes nor closes {@code out}. */
    public static void write(RejectionStore rejections, RejectionStore.Filter filter, OutputStream out)
            throws IOException {
        Rejection.Id last = null;
        Slice<Rejection> page;
        do {
            page = rejections.listOldestFirst(filter, last, PAGE);
            for (Rejection rejection : page.items()) {
                Json.write(RejectionView.of(rejection), out);
                out.write('\n');
                last = rejection.id();
            }
        } while (page.more());
    }
}
