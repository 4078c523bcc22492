package dev.muster.adapters.in.cli;

/** How many things of a list are shown. */
final class Limits {
    private static final int MOST = 1_000;

    private Limits() {}

    /**
     * @throws CommandFailed if it is not from 1 to 1000
     */
    static void check(int limit) {
        if (limit < 1 || limit > MOST) {
            throw CommandFailed.usage("--limit must be from 1 to %d, not %d".formatted(MOST, limit));
        }
    }
}
