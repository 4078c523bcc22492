package dev.muster.adapters.out.charts;

import dev.muster.domain.report.Chart;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Ellipse2D;
import java.math.BigDecimal;
import java.text.NumberFormat;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.Axis;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.CategoryLabelPosition;
import org.jfree.chart.axis.CategoryLabelPositions;
import org.jfree.chart.axis.CategoryLabelWidthType;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.labels.ItemLabelAnchor;
import org.jfree.chart.labels.ItemLabelPosition;
import org.jfree.chart.labels.StandardCategoryItemLabelGenerator;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.DefaultDrawingSupplier;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.CategoryItemRenderer;
import org.jfree.chart.renderer.category.LineAndShapeRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.text.TextBlockAnchor;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.category.DefaultCategoryDataset;

/** Turns a chart into a chart of JFreeChart, in the style of this program. */
final class ChartDrawing {
    private static final String NO_DATA = "There is no data to show.";
    /** The greatest share of the width that names beside bars may take. */
    private static final double NAMES_SHARE = 0.38;

    private static final int MAX_NAME_LINES = 3;
    private static final int MAX_SCALE = 4;
    private static final double MAX_BAR_SHARE = 0.12;
    private static final double GAP_SHARE = 0.2;
    private static final int MAX_LABELLED_POINTS = 12;
    private static final int MAX_MARKED_POINTS = 60;
    /** An axis goes up to this number at least. */
    private static final double LEAST_MAX = 0.01;
    /** The width of a digit as a share of the font size. */
    private static final double WIDTH_OF_DIGIT = 0.65;

    private final Canvas canvas;
    private final Palette palette;

    ChartDrawing(Canvas canvas, Palette palette) {
        this.canvas = canvas;
        this.palette = palette;
    }

    JFreeChart of(Chart chart) {
        if (chart.isEmpty()) {
            return empty(chart);
        }
        return switch (chart) {
            case Chart.GroupedBars bars -> groupedBars(bars);
            case Chart.HorizontalBars bars -> horizontalBars(bars);
            case Chart.Bars bars -> bars(bars);
            case Chart.Line line -> line(line);
        };
    }

    private JFreeChart empty(Chart chart) {
        NumberAxis values = new NumberAxis();
        values.setVisible(false);
        CategoryAxis categories = new CategoryAxis();
        categories.setVisible(false);
        CategoryPlot plot = plot(new DefaultCategoryDataset(), categories, values, new BarRenderer());
        plot.setRangeGridlinesVisible(false);
        plot.setNoDataMessage(NO_DATA);
        plot.setNoDataMessageFont(canvas.textFont().deriveFont(canvas.textFont().getSize2D() + 3));
        plot.setNoDataMessagePaint(palette.quietText());
        return chart(chart, plot, "");
    }

    private JFreeChart groupedBars(Chart.GroupedBars chart) {
        List<Chart.Group> shown = largest(
                chart.groups(),
                Comparator.comparing(group -> group.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add)));
        DefaultCategoryDataset data = new DefaultCategoryDataset();
        for (int i = 0; i < shown.size(); i++) {
            for (int s = 0; s < chart.series().size(); s++) {
                data.addValue(
                        shown.get(i).values().get(s),
                        new Category(s, chart.series().get(s)),
                        new Category(i, shown.get(i).name()));
            }
        }
        BarRenderer renderer = barRenderer();
        double bar = rowHeight(shown.size()) * (1 - GAP_SHARE) / chart.series().size();
        if (bar >= canvas.lineHeight() - 2) {
            label(renderer, chart, ItemLabelAnchor.OUTSIDE3, TextAnchor.CENTER_LEFT);
        }
        CategoryPlot plot =
                plot(data, namesBesideBars(chart, shown.size()), values(chart, roomBeside(chart)), renderer);
        plot.setOrientation(PlotOrientation.HORIZONTAL);
        plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
        plot.getDomainAxis().setCategoryMargin(GAP_SHARE);
        // Few groups stay together in the middle instead of being spread over the height.
        double used = shown.size() * chart.series().size() * MAX_BAR_SHARE / (1 - GAP_SHARE);
        if (used < 1) {
            plot.getDomainAxis().setLowerMargin((1 - used) / 2);
            plot.getDomainAxis().setUpperMargin((1 - used) / 2);
        }
        return withLegend(chart(chart, plot, note(shown.size(), chart.groups().size())));
    }

    private JFreeChart horizontalBars(Chart.HorizontalBars chart) {
        List<Chart.Bar> shown = largest(chart.bars(), Comparator.comparing(Chart.Bar::value));
        BarRenderer renderer = barRenderer();
        label(renderer, chart, ItemLabelAnchor.OUTSIDE3, TextAnchor.CENTER_LEFT);
        FittedCategoryAxis names = namesBesideBars(chart, shown.size());
        names.setCategoryMargin(0.3);
        CategoryPlot plot = plot(data(chart.valueTitle(), shown), names, values(chart, roomBeside(chart)), renderer);
        plot.setOrientation(PlotOrientation.HORIZONTAL);
        plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
        if (chart.mark() != null) {
            mark(plot, names, chart, chart.mark());
        }
        return chart(chart, plot, note(shown.size(), chart.bars().size()));
    }

    /** Adds a line across the bars, with its name above them. */
    private void mark(CategoryPlot plot, CategoryAxis names, Chart chart, Chart.Bar mark) {
        names.setLowerMargin(1.6 * canvas.lineHeight() / (canvas.height() - canvas.heightAroundPlot()));
        ValueMarker marker = new ValueMarker(mark.value().doubleValue());
        marker.setPaint(palette.mark());
        marker.setAlpha(1);
        marker.setStroke(new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {6, 4}, 0));
        marker.setLabel("%s %s"
                .formatted(mark.name(), numberFormat(mark.value().scale()).format(mark.value())));
        marker.setLabelFont(canvas.boldFont());
        marker.setLabelPaint(palette.mark());
        marker.setLabelBackgroundColor(new Color(0, 0, 0, 0));
        boolean left = mark.value().doubleValue() > max(chart) / 2;
        marker.setLabelAnchor(left ? RectangleAnchor.TOP_LEFT : RectangleAnchor.TOP_RIGHT);
        marker.setLabelTextAnchor(left ? TextAnchor.TOP_RIGHT : TextAnchor.TOP_LEFT);
        plot.addRangeMarker(marker, Layer.FOREGROUND);
    }

    private JFreeChart bars(Chart.Bars chart) {
        BarRenderer renderer = barRenderer();
        label(renderer, chart, ItemLabelAnchor.OUTSIDE12, TextAnchor.BOTTOM_CENTER);
        double widthOfBar = (canvas.width() - 120) / chart.bars().size();
        FittedCategoryAxis names = new FittedCategoryAxis(widthOfBar - 4, 2, 1);
        names.setCategoryMargin(0.35);
        return chart(
                chart, plot(data(chart.valueTitle(), chart.bars()), names, values(chart, roomAbove()), renderer), "");
    }

    private JFreeChart line(Chart.Line chart) {
        DefaultCategoryDataset data = new DefaultCategoryDataset();
        for (int s = 0; s < chart.series().size(); s++) {
            for (int i = 0; i < chart.categories().size(); i++) {
                data.addValue(
                        chart.series().get(s).values().get(i),
                        new Category(s, chart.series().get(s).name()),
                        new Category(i, chart.categories().get(i)));
            }
        }
        int points = chart.categories().size();
        LineAndShapeRenderer renderer = new PointRenderer();
        renderer.setAutoPopulateSeriesStroke(false);
        renderer.setDefaultStroke(new BasicStroke(
                points <= MAX_MARKED_POINTS ? 2.5f : 1.5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        renderer.setDefaultShapesVisible(points <= MAX_MARKED_POINTS);
        if (chart.series().size() == 1) {
            renderer.setSeriesShape(0, new Ellipse2D.Double(-3.5, -3.5, 7, 7));
            if (points <= MAX_LABELLED_POINTS) {
                label(renderer, chart, ItemLabelAnchor.OUTSIDE12, TextAnchor.BOTTOM_CENTER);
            }
        }
        CategoryPlot plot = plot(data, namesBelow(chart), values(chart, roomAbove()), renderer);
        JFreeChart drawing = chart(chart, plot, "");
        return chart.series().size() == 1 ? drawing : withLegend(drawing);
    }

    private FittedCategoryAxis namesBelow(Chart.Line chart) {
        int longest = chart.categories().stream().mapToInt(String::length).max().orElse(1);
        double widthOfName = (longest + 2) * canvas.textFont().getSize2D() * 0.62;
        int fitting = (int) Math.max(1, (canvas.width() - 120) / widthOfName);
        int step = Math.ceilDiv(chart.categories().size(), fitting);
        FittedCategoryAxis names = new FittedCategoryAxis(canvas.width(), 1, step);
        names.setLowerMargin(0.02);
        names.setUpperMargin(0.02);
        return names;
    }

    private FittedCategoryAxis namesBesideBars(Chart chart, int count) {
        int lines = (int) Math.clamp(rowHeight(count) / canvas.lineHeight(), 1, MAX_NAME_LINES);
        FittedCategoryAxis names = new FittedCategoryAxis(canvas.width() * NAMES_SHARE, lines, 1);
        names.setCategoryLabelPositions(CategoryLabelPositions.replaceLeftPosition(
                CategoryLabelPositions.STANDARD,
                new CategoryLabelPosition(
                        RectangleAnchor.RIGHT, TextBlockAnchor.CENTER_RIGHT, CategoryLabelWidthType.RANGE, (float)
                                NAMES_SHARE)));
        names.setLowerMargin(0.01);
        names.setUpperMargin(0.01);
        return names;
    }

    private double rowHeight(int rows) {
        return (canvas.height() - canvas.heightAroundPlot()) / rows;
    }

    /** Returns the largest items, in their order: as many as there is room for, each in a line. */
    private <T> List<T> largest(List<T> items, Comparator<T> bySize) {
        if (items.size() <= room(0)) {
            return items;
        }
        return IntStream.range(0, items.size())
                .boxed()
                .sorted(Comparator.<Integer, T>comparing(items::get, bySize).reversed())
                .limit(room(canvas.lineHeight()))
                .sorted()
                .map(items::get)
                .toList();
    }

    private int room(double heightOfNote) {
        double height = canvas.height() - canvas.heightAroundPlot() - heightOfNote;
        return Math.max(1, (int) (height / (canvas.lineHeight() - 1)));
    }

    private static String note(int shown, int all) {
        return shown == all ? "" : "The %s largest of %s".formatted(shown, all);
    }

    private static DefaultCategoryDataset data(String series, List<Chart.Bar> bars) {
        DefaultCategoryDataset data = new DefaultCategoryDataset();
        for (int i = 0; i < bars.size(); i++) {
            data.addValue(
                    bars.get(i).value(),
                    new Category(0, series),
                    new Category(i, bars.get(i).name()));
        }
        return data;
    }

    private BarRenderer barRenderer() {
        BarRenderer renderer = new BarRenderer();
        renderer.setBarPainter(new StandardBarPainter());
        renderer.setShadowVisible(false);
        renderer.setDrawBarOutline(false);
        renderer.setItemMargin(0.04);
        renderer.setMaximumBarWidth(MAX_BAR_SHARE);
        return renderer;
    }

    private void label(CategoryItemRenderer renderer, Chart chart, ItemLabelAnchor anchor, TextAnchor text) {
        renderer.setDefaultItemLabelGenerator(new StandardCategoryItemLabelGenerator("{2}", numberFormat(chart)));
        renderer.setDefaultItemLabelsVisible(true);
        renderer.setDefaultItemLabelFont(canvas.textFont());
        renderer.setDefaultItemLabelPaint(palette.text());
        renderer.setDefaultPositiveItemLabelPosition(new ItemLabelPosition(anchor, text));
    }

    private static NumberFormat numberFormat(Chart chart) {
        return numberFormat(chart.numbers().mapToInt(BigDecimal::scale).max().orElse(0));
    }

    private static NumberFormat numberFormat(int scale) {
        NumberFormat format = NumberFormat.getNumberInstance(Locale.ENGLISH);
        format.setMaximumFractionDigits(Math.clamp(scale, 0, MAX_SCALE));
        return format;
    }

    /**
     * Returns the axis of the numbers, which begins at 0.
     *
     * @param room the share of its length to keep free beyond the greatest number
     */
    private NumberAxis values(Chart chart, double room) {
        boolean whole =
                chart.numbers().allMatch(number -> number.stripTrailingZeros().scale() <= 0);
        double max = Math.max(max(chart), whole ? 1 : LEAST_MAX);
        NumberAxis axis = new NumberAxis();
        axis.setTickUnit(new NumberTickUnit(
                step(max / (canvas.compact() ? 4 : 6), whole), NumberFormat.getNumberInstance(Locale.ENGLISH)));
        axis.setRange(0, max / (1 - room));
        return axis;
    }

    private static double max(Chart chart) {
        return chart.numbers().mapToDouble(BigDecimal::doubleValue).max().orElse(0);
    }

    /** Returns the share of the axis that a number behind the longest horizontal bar needs. */
    private double roomBeside(Chart chart) {
        int digits = numberFormat(chart).format(max(chart)).length();
        return Math.min(0.3, (digits + 1) * canvas.textFont().getSize2D() * WIDTH_OF_DIGIT / (canvas.width() * 0.5));
    }

    /** Returns the share of the axis that a number above the highest bar or point needs. */
    private double roomAbove() {
        return 1.5 * canvas.lineHeight() / (canvas.height() - canvas.heightAroundPlot());
    }

    /** Returns the smallest number of at least {@code least} that is 1, 2 or 5 times a power of ten. */
    private static double step(double least, boolean whole) {
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        double step = power * (least <= power ? 1 : least <= 2 * power ? 2 : least <= 5 * power ? 5 : 10);
        return whole ? Math.max(1, step) : step;
    }

    private CategoryPlot plot(
            DefaultCategoryDataset data, CategoryAxis categories, NumberAxis values, CategoryItemRenderer renderer) {
        CategoryPlot plot = new CategoryPlot(data, categories, values, renderer);
        plot.setDrawingSupplier(new DefaultDrawingSupplier(
                palette.series().toArray(Color[]::new),
                DefaultDrawingSupplier.DEFAULT_OUTLINE_PAINT_SEQUENCE,
                DefaultDrawingSupplier.DEFAULT_STROKE_SEQUENCE,
                DefaultDrawingSupplier.DEFAULT_OUTLINE_STROKE_SEQUENCE,
                DefaultDrawingSupplier.DEFAULT_SHAPE_SEQUENCE));
        plot.setBackgroundPaint(palette.background());
        plot.setOutlineVisible(false);
        plot.setRangeGridlinePaint(palette.grid());
        plot.setRangeGridlineStroke(new BasicStroke(1));
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        plot.setInsets(new RectangleInsets(4, 0, 0, 0));
        for (Axis axis : List.of(categories, values)) {
            axis.setTickLabelFont(canvas.textFont());
            axis.setTickLabelPaint(palette.text());
            axis.setLabelFont(canvas.textFont());
            axis.setLabelPaint(palette.quietText());
            axis.setTickMarksVisible(false);
            axis.setAxisLinePaint(palette.quietText());
        }
        values.setAxisLineVisible(false);
        values.setTickLabelPaint(palette.quietText());
        return plot;
    }

    private JFreeChart chart(Chart chart, CategoryPlot plot, String note) {
        plot.getDomainAxis().setLabel(chart.categoryTitle());
        plot.getRangeAxis().setLabel(chart.valueTitle());
        JFreeChart drawing = new JFreeChart(null, null, plot, false);
        drawing.setBackgroundPaint(palette.background());
        drawing.setPadding(new RectangleInsets(12, 16, 10, 20));
        drawing.setTitle(title(chart.title(), canvas.titleFont(), palette.text()));
        if (!note.isEmpty()) {
            drawing.addSubtitle(title(note, canvas.textFont(), palette.quietText()));
        }
        return drawing;
    }

    private static TextTitle title(String text, Font font, Color paint) {
        TextTitle title = new TextTitle(text, font);
        title.setPaint(paint);
        title.setHorizontalAlignment(HorizontalAlignment.LEFT);
        title.setTextAlignment(HorizontalAlignment.LEFT);
        title.setMargin(0, 0, 6, 0);
        return title;
    }

    private JFreeChart withLegend(JFreeChart drawing) {
        LegendTitle legend = new LegendTitle(drawing.getPlot());
        legend.setPosition(RectangleEdge.TOP);
        legend.setHorizontalAlignment(HorizontalAlignment.LEFT);
        legend.setItemFont(canvas.textFont());
        legend.setItemPaint(palette.text());
        legend.setBackgroundPaint(palette.background());
        legend.setFrame(BlockBorder.NONE);
        legend.setMargin(0, 0, 4, 0);
        legend.setItemLabelPadding(new RectangleInsets(2, 3, 2, 14));
        drawing.addSubtitle(legend);
        return drawing;
    }
}
