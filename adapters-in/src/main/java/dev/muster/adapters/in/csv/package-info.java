/** What leaves as CSV to come back corrected. */
@NullMarked
package dev.muster.adapters.in.csv;

import org.jspecify.annotations.NullMarked;
