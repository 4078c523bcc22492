package dev.muster.application.port;

import dev.muster.domain.report.Breakdown;
import dev.muster.domain.report.ReportRow;
import dev.muster.domain.report.Rollup;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sums over the rows of datasets. They always agree with the rows that the same transaction sees. All methods throw
 * {@link PortException} if the database fails. Thread safe.
 */
public interface Figures {

    /**
     * Returns the rows of a breakdown before its step. They are sorted as the breakdown says, texts by code point, and
     * then by their keys.
     *
     * @param breakdown one with the parts of the year side by side
     * @param year the calendar year of UTC, from 1900 to 9999; null exactly if the breakdown is of all time
     * @param limit most rows to give, at least 1
     */
    List<ReportRow> rows(Breakdown breakdown, @Nullable Integer year, int limit);

    /** Returns the calendar years of UTC that have records of a rollup by time, ascending. */
    List<Integer> years(Rollup rollup);
}
