package dev.muster.application.port;

import dev.muster.domain.run.LedgerDay;
import java.util.List;

/** Sums over the runs. Restores do not count, since they bring back what came in before. */
public interface LedgerMetrics {

    /** Returns the sums for each dataset and each day of UTC on which runs started, in no particular order. */
    List<LedgerDay> days();

    /** Returns the state of the data on which these sums rest. */
    DataVersion version();
}
