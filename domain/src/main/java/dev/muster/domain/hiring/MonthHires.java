package dev.muster.domain.hiring;

import java.time.YearMonth;

/** Hires of one month of UTC; {@code hired} may be 0. */
public record MonthHires(YearMonth month, long hired) {}
