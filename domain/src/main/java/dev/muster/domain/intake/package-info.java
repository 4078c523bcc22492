/** From raw record to verdict: what arrived, the rules that it is checked against, and every reason why it did not pass. */
@NullMarked
package dev.muster.domain.intake;

import org.jspecify.annotations.NullMarked;
