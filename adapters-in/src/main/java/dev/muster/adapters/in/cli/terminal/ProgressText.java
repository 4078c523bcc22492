package dev.muster.adapters.in.cli.terminal;

import dev.muster.domain.run.Counts;
import java.util.Locale;

/** Describes work under way: {@code jobs  ━━━━────  52 % of 2.3 MB  310,000 rows/s  12 rejected  4 s left}. */
final class ProgressText {
    private static final int LONGEST_BAR = 24;
    private static final int SHORTEST_BAR = 6;
    private static final String GAP = "  ";
    private static final double NANOS_PER_SECOND = 1e9;
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};

    private ProgressText() {}

    /**
     * Returns how far receiving got.
     *
     * @param total bytes there are; 0 if nobody knows
     * @param columns room for the text
     */
    static String receiving(String what, long bytes, long total, int columns) {
        if (total == 0) {
            return what + GAP + size(bytes) + GAP + "received";
        }
        return withBar(what, bytes, total, "received", columns);
    }

    /**
     * Returns how far loading got.
     *
     * @param nanos nanoseconds it took so far
     * @param columns room for the text
     */
    static String loading(String what, long bytes, long total, Counts counts, long nanos, int columns) {
        double seconds = Math.max(nanos, 1) / NANOS_PER_SECOND;
        StringBuilder tail = new StringBuilder()
                .append(Cells.number(Math.round(counts.received() / seconds)))
                .append(" rows/s")
                .append(GAP)
                .append(Cells.number(counts.rejected()))
                .append(" rejected");
        if (bytes > 0 && bytes < total) {
            tail.append(GAP)
                    .append(duration(Math.round(seconds * (total - bytes) / bytes)))
                    .append(" left");
        }
        return withBar(what, bytes, total, tail.toString(), columns);
    }

    /** Returns how far proving got. */
    static String proving(String dataset, long records, long differences) {
        return dataset + GAP + Cells.number(records) + " records derived" + GAP + Cells.number(differences)
                + " differences";
    }

    /** Returns how far a step got. */
    static String step(String step, long rows) {
        return step + GAP + Cells.number(rows) + " rows";
    }

    /** Returns a number of bytes for people, such as {@code 90.9 kB}. */
    private static String size(long bytes) {
        double size = bytes;
        int unit = 0;
        for (; size >= 999.95 && unit < UNITS.length - 1; size /= 1000) {
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", size, UNITS[unit]);
    }

    /** Puts a bar before the words, in the room that they leave. Leaves the bar out if that is too short. */
    private static String withBar(String what, long bytes, long total, String tail, int columns) {
        double share = total == 0 ? 1 : Math.min(1, (double) bytes / total);
        String words = "%s %% of %s  %s".formatted((int) (100 * share), size(total), tail);
        int room = columns - Cells.width(what) - Cells.width(words) - 2 * GAP.length();
        int bar = room < SHORTEST_BAR ? 0 : Math.min(room, LONGEST_BAR);
        int filled = (int) (bar * share);
        return what + GAP + (bar == 0 ? "" : "━".repeat(filled) + "─".repeat(bar - filled) + GAP) + words;
    }

    private static String duration(long seconds) {
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3600
                ? String.format(Locale.ROOT, "%s min %02d s", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%s h %02d min", seconds / 3600, seconds / 60 % 60);
    }
}
