package dev.muster.adapters.out.charts;

import dev.muster.adapters.out.xml.XmlCharacters;
import dev.muster.application.port.ChartRenderer;
import dev.muster.domain.report.Chart;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.text.TextUtils;
import org.jfree.svg.SVGGraphics2D;
import org.jfree.svg.ViewBox;

/** Draws PNG with Java 2D and SVG with jfree's SVG; both show the same. Thread safe. */
final class JFreeChartRenderer implements ChartRenderer {

    static {
        // By default JFreeChart draws turned texts as shapes, which nobody can search or read aloud.
        TextUtils.setUseDrawRotatedStringWorkaround(false);
    }

    /** The pixels that may be in memory at a time: they take 64 MiB. Further pictures wait. */
    private final Semaphore pixels = new Semaphore(Picture.MAX_SIZE * Picture.MAX_SIZE, true);

    private final Consumer<Set<String>> undrawn;

    JFreeChartRenderer(Consumer<Set<String>> undrawn) {
        this.undrawn = undrawn;
    }

    @Override
    public byte[] render(Chart chart, Picture picture) {
        Canvas canvas = Canvas.of(picture);
        // Texts of SVG are drawn by whoever shows it, but measured here.
        Set<String> lacking = FontCoverage.lacking(canvas.textFont(), chart);
        if (!lacking.isEmpty()) {
            undrawn.accept(lacking);
        }
        if (lacking.contains(FontCoverage.EVERY)) {
            throw new IllegalStateException("no chart can be drawn where no font is installed");
        }
        JFreeChart drawing = new ChartDrawing(canvas, Palette.of(picture.theme())).of(chart);
        return switch (picture.format()) {
            case PNG -> {
                int taken = picture.width() * picture.height();
                pixels.acquireUninterruptibly(taken);
                try {
                    yield png(drawing, canvas, picture);
                } finally {
                    pixels.release(taken);
                }
            }
            case SVG -> svg(drawing, canvas, picture, chart.title());
        };
    }

    private static byte[] png(JFreeChart drawing, Canvas canvas, Picture picture) {
        BufferedImage image = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            // Measures texts as for SVG, so that lines break at the same places.
            graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
            graphics.scale(canvas.scale(), canvas.scale());
            drawing.draw(graphics, area(canvas));
        } finally {
            graphics.dispose();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            if (!ImageIO.write(image, "png", out)) {
                throw new IllegalStateException("every Java platform writes PNG");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail to be written", e);
        }
        return bytes.toByteArray();
    }

    private static byte[] svg(JFreeChart drawing, Canvas canvas, Picture picture, String title) {
        SVGGraphics2D graphics = new SVGGraphics2D(picture.width(), picture.height());
        // By default made from the time; the same chart is to be the same bytes.
        graphics.setDefsKeyPrefix("muster");
        graphics.setGeomDoubleConverter(JFreeChartRenderer::twoDecimals);
        drawing.draw(graphics, area(canvas));
        String svg = graphics.getSVGElement(null, true, new ViewBox(0, 0, canvas.width(), canvas.height()), null, null);
        graphics.dispose();
        int start = svg.indexOf('>') + 1;
        String whole = svg.substring(0, start - 1) + " role=\"img\"><title>" + escaped(title) + "</title>"
                + svg.substring(start);
        return XmlCharacters.only(whole).getBytes(StandardCharsets.UTF_8);
    }

    private static String twoDecimals(double number) {
        return Double.toString(Math.round(number * 100) / 100.0);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static Rectangle2D area(Canvas canvas) {
        return new Rectangle2D.Double(0, 0, canvas.width(), canvas.height());
    }
}
