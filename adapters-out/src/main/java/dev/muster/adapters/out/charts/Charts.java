package dev.muster.adapters.out.charts;

import dev.muster.application.port.ChartRenderer;

/** Hands out the renderer of charts. */
public final class Charts {
    private Charts() {}

    /** Returns a renderer that draws PNG and SVG and needs no screen. Thread safe. */
    public static ChartRenderer renderer() {
        return new JFreeChartRenderer();
    }
}
