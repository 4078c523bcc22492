/** From raw record to verdict: what arrived, the rules it is held against, and every reason why it did not pass. */
@NullMarked
package dev.muster.domain.intake;

import org.jspecify.annotations.NullMarked;
