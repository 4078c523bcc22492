/** How numbers come out: reports with receipts, and the summary of the ledger. */
@NullMarked
package dev.muster.application.reports;

import org.jspecify.annotations.NullMarked;
