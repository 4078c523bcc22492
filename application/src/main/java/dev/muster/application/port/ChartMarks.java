package dev.muster.application.port;

import dev.muster.application.port.ChartRenderer.Picture;
import dev.muster.domain.report.Chart;
import java.math.BigDecimal;
import java.util.List;

/** Tells where in a picture of a chart its numbers are, so that a page can answer whoever points at one. Thread safe. */
public interface ChartMarks {

    /** Returns the numbers that the picture shows, in the order in which they are drawn; empty for an empty chart. */
    List<Mark> marks(Chart chart, Picture picture);

    /**
     * A number in a picture, such as a bar.
     *
     * @param category what the chart calls the category
     * @param series what the chart calls the series; where it has one only, the title of its values
     * @param x left edge in pixels of the picture, from its left
     * @param y upper edge in pixels of the picture, from its top
     */
    record Mark(String category, String series, BigDecimal value, double x, double y, double width, double height) {}
}
