package dev.muster.domain.report;

import dev.muster.domain.report.Breakdown.Cell;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns a breakdown with a row for each part of the year into one with the parts side by side, and its rows back. Other
 * breakdowns and their rows stay as they are.
 */
public final class Pivot {
    private Pivot() {}

    /**
     * Returns the breakdown with the parts of the year side by side. It has a {@link Cell.OfPart} for each part in
     * place of each {@link Cell.Total}, and no {@link Cell.PartName}. Databases compute the sums in this form.
     */
    public static Breakdown sideBySide(Breakdown breakdown) {
        if (!breakdown.hasRowForEachPart()) {
            return breakdown;
        }
        int parts = breakdown.time().orElseThrow().unit().perYear();
        List<Cell> wide = new ArrayList<>();
        for (Cell cell : breakdown.cells()) {
            switch (cell) {
                case Cell.Total total -> {
                    for (int part = 1; part <= parts; part++) {
                        wide.add(new Cell.OfPart(total.column(), total.measure(), part));
                    }
                }
                case Cell.PartName name -> {}
                case Cell.Key key -> wide.add(key);
                case Cell.Own own -> wide.add(own);
                case Cell.Label label -> wide.add(label);
                case Cell.OfPart part -> wide.add(part);
            }
        }
        return new Breakdown(
                breakdown.rollups(),
                breakdown.keys(),
                breakdown.every(),
                wide,
                breakdown.order(),
                breakdown.limit(),
                breakdown.step());
    }

    /**
     * Splits each row that has the parts of the year side by side, as {@link #sideBySide} gives them, into a row for
     * each part.
     */
    public static List<ReportRow> below(Breakdown breakdown, List<ReportRow> rows, int year) {
        if (!breakdown.hasRowForEachPart()) {
            return rows;
        }
        List<Cell> cells = breakdown.cells();
        CalendarUnit unit = breakdown.time().orElseThrow().unit();
        List<ReportRow> below = new ArrayList<>();
        for (ReportRow row : rows) {
            for (int part = 1; part <= unit.perYear(); part++) {
                List<Object> all = new ArrayList<>(row.keys());
                all.add(unit.text(year, part));
                @Nullable Object[] values = new @Nullable Object[cells.size()];
                int at = 0;
                for (int i = 0; i < values.length; i++) {
                    switch (cells.get(i)) {
                        case Cell.PartName name -> values[i] = unit.text(year, part);
                        case Cell.Total total -> {
                            values[i] = row.values().get(at + part - 1);
                            at += unit.perYear();
                        }
                        case Cell.Key key -> values[i] = row.values().get(at++);
                        case Cell.Own own -> values[i] = row.values().get(at++);
                        case Cell.Label label -> values[i] = row.values().get(at++);
                        case Cell.OfPart one -> values[i] = row.values().get(at++);
                    }
                }
                below.add(new ReportRow(all, Arrays.asList(values)));
            }
        }
        return below;
    }
}
