package dev.muster.adapters.out.charts;

import dev.muster.application.port.ChartRenderer;

/** Pictures of charts. */
public final class Charts {
    private Charts() {}

    /** Draws PNG and SVG, without a screen. */
    public static ChartRenderer renderer() {
        return new JFreeChartRenderer();
    }
}
