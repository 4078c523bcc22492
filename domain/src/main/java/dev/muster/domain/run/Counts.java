package dev.muster.domain.run;

/**
 * The ledger of a batch or a run. It counts the records that were received and their outcomes, as if they had been
 * applied one by one in input order.
 */
public record Counts(long received, long inserted, long updated, long unchanged, long rejected) {
    public static final Counts ZERO = new Counts(0, 0, 0, 0, 0);

    public Counts {
        if (inserted < 0 || updated < 0 || unchanged < 0 || rejected < 0) {
            throw new IllegalArgumentException("a count is negative: inserted %s, updated %s, unchanged %s, rejected %s"
                    .formatted(inserted, updated, unchanged, rejected));
        }
        if (received != inserted + updated + unchanged + rejected) {
            throw new IllegalArgumentException(
                    "received %s is not inserted %s + updated %s + unchanged %s + rejected %s"
                            .formatted(received, inserted, updated, unchanged, rejected));
        }
    }

    /** Returns a ledger of these outcomes. It balances by construction. */
    public static Counts of(long inserted, long updated, long unchanged, long rejected) {
        return new Counts(inserted + updated + unchanged + rejected, inserted, updated, unchanged, rejected);
    }

    /** Returns the sum of both ledgers. */
    public Counts plus(Counts more) {
        return of(
                inserted + more.inserted, updated + more.updated, unchanged + more.unchanged, rejected + more.rejected);
    }

    /** Returns the number of records whose values are stored now: inserted, updated and unchanged. */
    public long accepted() {
        return inserted + updated + unchanged;
    }
}
