package dev.muster.adapters.in.json;

import dev.muster.application.port.RejectionStore;
import dev.muster.domain.intake.Rejection;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Rejections as NDJSON: each in a line, as it is given alone. */
public final class RejectionLines {
    /** A rejection has up to a mebibyte of raw bytes. */
    private static final int PAGE = 50;

    private RejectionLines() {}

    /** Writes the rejections, oldest first; neither flushes nor closes {@code out}. */
    public static void write(RejectionStore rejections, RejectionStore.Filter filter, OutputStream out)
            throws IOException {
        Rejection.Id last = null;
        List<Rejection> page;
        do {
            page = rejections.listOldestFirst(filter, last, PAGE);
            for (Rejection rejection : page) {
                Json.write(Views.rejection(rejection), out);
                out.write('\n');
                last = rejection.id();
            }
        } while (page.size() == PAGE);
    }
}
