package dev.muster.application.port;

import dev.muster.domain.run.LedgerDay;
import java.util.List;

/** Sums over the runs. */
public interface LedgerMetrics {

    /** The sums for each dataset and day of UTC on which runs started, in no particular order. */
    List<LedgerDay> days();

    /** The state that these sums are of. */
    DataVersion version();
}
