/** Payments: transactions in several currencies. */
@NullMarked
package dev.muster.domain.payments;

import org.jspecify.annotations.NullMarked;
