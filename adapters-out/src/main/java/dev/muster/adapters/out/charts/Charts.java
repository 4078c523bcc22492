package dev.muster.adapters.out.charts;

import dev.muster.application.port.ChartMarks;
import dev.muster.application.port.ChartRenderer;
import java.util.Set;
import java.util.function.Consumer;

/** Hands out the renderer of charts. */
public final class Charts {
    private Charts() {}

    /**
     * Returns a renderer that draws PNG and SVG and needs no screen. Thread safe.
     *
     * @param undrawn takes, with each chart that has any, the scripts of names in it that no installed font can draw
     */
    public static ChartRenderer renderer(Consumer<Set<String>> undrawn) {
        return new JFreeChartRenderer(undrawn);
    }

    /** Returns what tells where the numbers are in the pictures that {@link #renderer} draws. Thread safe. */
    public static ChartMarks marks() {
        return new JFreeChartMarks();
    }
}
