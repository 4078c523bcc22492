/** Runs: what one source brought into one dataset, with a ledger that must balance. */
@NullMarked
package dev.muster.domain.run;

import org.jspecify.annotations.NullMarked;
