package dev.muster.adapters.out.charts;

import dev.muster.application.port.ChartRenderer.Theme;
import java.awt.Color;
import java.util.List;

/**
 * The colours of a theme.
 *
 * @param mark the colour of a line across bars of the first series
 * @param series the first six after Okabe and Ito (https://jfly.uni-koeln.de/color/); people with every common kind of colour
 *     blindness can tell all of them apart
 */
record Palette(Color background, Color text, Color quietText, Color grid, Color mark, List<Color> series) {
    private static final Palette LIGHT = new Palette(
            new Color(0xFFFFFF),
            new Color(0x1B2430),
            new Color(0x55606E),
            new Color(0xE1E5EA),
            new Color(0xD55E00),
            List.of(
                    new Color(0x0072B2),
                    new Color(0xE69F00),
                    new Color(0x009E73),
                    new Color(0xCC79A7),
                    new Color(0xD55E00),
                    new Color(0x56B4E9),
                    new Color(0x4B4752),
                    new Color(0x5E76F3)));

    private static final Palette DARK = new Palette(
            new Color(0x12171E),
            new Color(0xE9EDF2),
            new Color(0xA3AEBB),
            new Color(0x2C3541),
            new Color(0xFF8C42),
            List.of(
                    new Color(0x4FA8E0),
                    new Color(0xF0B429),
                    new Color(0x2FC49A),
                    new Color(0xE39AC4),
                    new Color(0xF0813A),
                    new Color(0xA6DBFF),
                    new Color(0xF0EA69),
                    new Color(0x958F72)));

    static Palette of(Theme theme) {
        return switch (theme) {
            case LIGHT -> LIGHT;
            case DARK -> DARK;
        };
    }

    Color series(int index) {
        return series.get(index % series.size());
    }
}
