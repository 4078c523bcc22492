package dev.muster.adapters.out.charts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.port.ChartRenderer.Theme;
import java.awt.Color;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PaletteTest {
    /** WCAG 2.2, 1.4.3. */
    private static final double CONTRAST_OF_TEXT = 4.5;

    /** In CIELAB, where 2.3 is a difference that is just noticeable. */
    private static final double CLEARLY_DIFFERENT = 11;

    /** Colours as people see them who lack one kind of cones: Machado, Oliveira and Fernandes 2009, severity 1.0. */
    private static final double[][][] VISIONS = {
        {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
        {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
        {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
        {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}
    };

    @ParameterizedTest
    @EnumSource
    void coloursOfSeriesCanBeToldApartWhoeverLooks(Theme theme) {
        Palette palette = Palette.of(theme);
        for (double[][] vision : VISIONS) {
            for (int i = 0; i < palette.series().size(); i++) {
                for (int j = 0; j < i; j++) {
                    assertThat(distance(lab(seen(palette.series(i), vision)), lab(seen(palette.series(j), vision))))
                            .as("series %s and %s", j, i)
                            .isGreaterThan(CLEARLY_DIFFERENT);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void textsStandOutFromTheBackground(Theme theme) {
        Palette palette = Palette.of(theme);
        assertThat(contrast(palette.text(), palette.background())).isGreaterThan(CONTRAST_OF_TEXT);
        assertThat(contrast(palette.quietText(), palette.background())).isGreaterThan(CONTRAST_OF_TEXT);
    }

    private static double contrast(Color a, Color b) {
        double x = luminance(a);
        double y = luminance(b);
        return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
    }

    private static double luminance(Color color) {
        double[] rgb = linear(color);
        return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
    }

    private static double[] linear(Color color) {
        double[] linear = new double[3];
        float[] rgb = color.getRGBColorComponents(null);
        for (int i = 0; i < 3; i++) {
            linear[i] = rgb[i] <= 0.04045 ? rgb[i] / 12.92 : Math.pow((rgb[i] + 0.055) / 1.055, 2.4);
        }
        return linear;
    }

    private static double[] seen(Color color, double[][] vision) {
        return times(vision, linear(color));
    }

    private static double[] lab(double[] rgb) {
        double[] xyz = times(
                new double[][] {
                    {0.4124564, 0.3575761, 0.1804375},
                    {0.2126729, 0.7151522, 0.0721750},
                    {0.0193339, 0.1191920, 0.9503041}
                },
                rgb);
        double x = cubeRoot(xyz[0] / 0.95047);
        double y = cubeRoot(xyz[1]);
        double z = cubeRoot(xyz[2] / 1.08883);
        return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
    }

    private static double cubeRoot(double t) {
        return t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16.0 / 116;
    }

    private static double[] times(double[][] matrix, double[] vector) {
        double[] result = new double[3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                result[i] += matrix[i][j] * vector[j];
            }
        }
        return result;
    }

    private static double distance(double[] a, double[] b) {
        return Math.sqrt(Math.pow(a[0] - b[0], 2) + Math.pow(a[1] - b[1], 2) + Math.pow(a[2] - b[2], 2));
    }
}
