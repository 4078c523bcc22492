package dev.muster.adapters.out.charts;

import org.jfree.chart.labels.ItemLabelAnchor;
import org.jfree.chart.labels.ItemLabelPosition;
import org.jfree.chart.renderer.category.LineAndShapeRenderer;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.category.CategoryDataset;

/** Draws lines and the numbers of their points. A number stands off the line: outside its bends and beside its slopes. */
final class PointRenderer extends LineAndShapeRenderer {
    private static final long serialVersionUID = 1;
    private static final ItemLabelPosition ABOVE =
            new ItemLabelPosition(ItemLabelAnchor.OUTSIDE12, TextAnchor.BOTTOM_CENTER);
    private static final ItemLabelPosition BELOW =
            new ItemLabelPosition(ItemLabelAnchor.OUTSIDE6, TextAnchor.TOP_CENTER);
    private static final ItemLabelPosition ABOVE_LEFT =
            new ItemLabelPosition(ItemLabelAnchor.OUTSIDE11, TextAnchor.BOTTOM_RIGHT);
    private static final ItemLabelPosition ABOVE_RIGHT =
            new ItemLabelPosition(ItemLabelAnchor.OUTSIDE1, TextAnchor.BOTTOM_LEFT);
    private static final ItemLabelPosition BELOW_LEFT =
            new ItemLabelPosition(ItemLabelAnchor.OUTSIDE7, TextAnchor.TOP_RIGHT);
    private static final ItemLabelPosition BELOW_RIGHT =
            new ItemLabelPosition(ItemLabelAnchor.OUTSIDE5, TextAnchor.TOP_LEFT);

    @Override
    public ItemLabelPosition getPositiveItemLabelPosition(int row, int column) {
        CategoryDataset data = getPlot().getDataset();
        double value = value(data, row, column, 0);
        double before = value(data, row, column - 1, value);
        double after = value(data, row, column + 1, value);
        // Below zero there is no room.
        boolean above = value <= 0 || value >= (before + after) / 2;
        if (before <= value && value < after) {
            return above ? ABOVE_LEFT : BELOW_RIGHT;
        }
        if (before > value && value >= after) {
            return above ? ABOVE_RIGHT : BELOW_LEFT;
        }
        return above ? ABOVE : BELOW;
    }

    private static double value(CategoryDataset data, int row, int column, double otherwise) {
        if (column < 0 || column >= data.getColumnCount()) {
            return otherwise;
        }
        Number value = data.getValue(row, column);
        return value == null ? otherwise : value.doubleValue();
    }
}
