package dev.muster.adapters.out.charts;

import dev.muster.application.port.ChartRenderer;
import java.util.Set;
import java.util.function.Consumer;

/** Pictures of charts. */
public final class Charts {
    private Charts() {}

    /**
     * Draws PNG and SVG, without a screen.
     *
     * @param undrawn is told, with each chart that has any, the scripts of names in it that no installed font can draw
     */
    public static ChartRenderer renderer(Consumer<Set<String>> undrawn) {
        return new JFreeChartRenderer(undrawn);
    }
}
