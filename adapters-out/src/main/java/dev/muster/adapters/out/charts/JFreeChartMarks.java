package dev.muster.adapters.out.charts;

import dev.muster.application.port.ChartMarks;
import dev.muster.application.port.ChartRenderer.Picture;
import dev.muster.domain.report.Chart;
import java.awt.geom.Rectangle2D;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.entity.CategoryItemEntity;
import org.jfree.svg.SVGGraphics2D;

/** Draws a chart to see where its numbers come to lie. Thread safe. */
final class JFreeChartMarks implements ChartMarks {

    @Override
    public List<Mark> marks(Chart chart, Picture picture) {
        if (chart.isEmpty()) {
            return List.of();
        }
        Canvas canvas = Canvas.of(picture);
        SVGGraphics2D graphics = new SVGGraphics2D(picture.width(), picture.height());
        ChartRenderingInfo drawn = new ChartRenderingInfo();
        try {
            new ChartDrawing(canvas, Palette.of(picture.theme()))
                    .of(chart)
                    .draw(graphics, new Rectangle2D.Double(0, 0, canvas.width(), canvas.height()), drawn);
        } finally {
            graphics.dispose();
        }
        List<Mark> marks = new ArrayList<>();
        for (Object entity : drawn.getEntityCollection().getEntities()) {
            if (entity instanceof CategoryItemEntity item) {
                marks.add(mark(item, canvas.scale()));
            }
        }
        return marks;
    }

    private static Mark mark(CategoryItemEntity entity, double scale) {
        Rectangle2D area = entity.getArea().getBounds2D();
        return new Mark(
                entity.getColumnKey().toString(),
                entity.getRowKey().toString(),
                (BigDecimal) entity.getDataset().getValue(entity.getRowKey(), entity.getColumnKey()),
                area.getX() * scale,
                area.getY() * scale,
                area.getWidth() * scale,
                area.getHeight() * scale);
    }
}
