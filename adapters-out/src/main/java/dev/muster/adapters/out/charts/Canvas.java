package dev.muster.adapters.out.charts;

import dev.muster.application.port.ChartRenderer.Picture;
import java.awt.Font;

/**
 * The area on which a chart is drawn, and the factor that scales it to the picture. The area has about the same size for
 * every picture, so that texts and lines grow with the picture. For a small picture the area shrinks instead, because texts
 * would become too small to read.
 *
 * @param width in units; a pixel of the picture has {@code 1 / scale} units
 * @param scale pixels per unit
 */
record Canvas(double width, double height, double scale) {
    /** The area of a picture in which a text of 12 units is 12 pixels high. */
    private static final double USUAL_AREA = 960.0 * 540.0;

    private static final double MIN_SCALE = 0.75;
    private static final double COMPACT_HEIGHT = 400;
    private static final double COMPACT_WIDTH = 600;

    static Canvas of(Picture picture) {
        double scale = Math.max(MIN_SCALE, Math.sqrt(picture.width() * (double) picture.height() / USUAL_AREA));
        return new Canvas(picture.width() / scale, picture.height() / scale, scale);
    }

    /** Returns whether there is room only for what a chart needs. */
    boolean compact() {
        return height < COMPACT_HEIGHT || width < COMPACT_WIDTH;
    }

    Font titleFont() {
        return new Font(Font.SANS_SERIF, Font.BOLD, compact() ? 14 : 18);
    }

    Font textFont() {
        return new Font(Font.SANS_SERIF, Font.PLAIN, compact() ? 11 : 12);
    }

    Font boldFont() {
        return textFont().deriveFont(Font.BOLD);
    }

    /** Returns the distance in units from one line of {@link #textFont()} to the next. */
    double lineHeight() {
        return compact() ? 12 : 14;
    }

    /** Returns the height in units that title, legend, axis and margins take above and below the bars. */
    double heightAroundPlot() {
        return compact() ? 118 : 150;
    }
}
