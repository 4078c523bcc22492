package dev.muster.adapters.out.charts;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Paint;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.text.TextBlock;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleEdge;

/** An axis that wraps long names to a few lines, cuts the rest with an ellipsis, and shows only every so many names. */
final class FittedCategoryAxis extends CategoryAxis {
    private static final long serialVersionUID = 1;
    private static final String ELLIPSIS = "…";

    private final double maxWidth;
    private final int maxLines;
    private final int step;

    /**
     * @param maxWidth the greatest width of a line
     * @param step shows one name in so many; 1 for all
     */
    FittedCategoryAxis(double maxWidth, int maxLines, int step) {
        this.maxWidth = maxWidth;
        this.maxLines = maxLines;
        this.step = step;
    }

    @Override
    @SuppressWarnings("rawtypes") // As inherited.
    protected TextBlock createLabel(Comparable category, float width, RectangleEdge edge, Graphics2D g2) {
        TextBlock block = new TextBlock();
        if (category instanceof Category(int index, String name) && index % step == 0) {
            Font font = getTickLabelFont(category);
            Paint paint = getTickLabelPaint(category);
            block.setLineAlignment(
                    RectangleEdge.isLeftOrRight(edge) ? HorizontalAlignment.RIGHT : HorizontalAlignment.CENTER);
            lines(name, g2.getFontMetrics(font)).forEach(line -> block.addLine(line, font, paint));
        }
        return block;
    }

    private List<String> lines(String name, FontMetrics metrics) {
        List<String> lines = new ArrayList<>();
        String rest = name.strip();
        while (lines.size() < maxLines - 1 && metrics.stringWidth(rest) > maxWidth) {
            int end = endOfLine(rest, metrics);
            lines.add(rest.substring(0, end).strip());
            rest = rest.substring(end).strip();
        }
        lines.add(cut(rest, metrics));
        return lines;
    }

    /** Returns the index at which to break a line: after the last word that fits, or within a word that is too long. */
    private int endOfLine(String text, FontMetrics metrics) {
        int fitting = fitting(text, metrics);
        int blank = text.lastIndexOf(' ', fitting);
        return blank > 0 ? blank : fitting;
    }

    private String cut(String text, FontMetrics metrics) {
        return metrics.stringWidth(text) <= maxWidth
                ? text
                : text.substring(0, Math.max(0, fitting(text, metrics) - 1)).strip() + ELLIPSIS;
    }

    /** Returns how many characters from the start fit into a line, at least 1. Never splits a surrogate pair. */
    private int fitting(String text, FontMetrics metrics) {
        int end = 1;
        while (end < text.length() && metrics.stringWidth(text.substring(0, end + 1)) <= maxWidth) {
            end++;
        }
        return end < text.length() && end > 1 && Character.isLowSurrogate(text.charAt(end)) ? end - 1 : end;
    }
}
