package dev.muster.application.port;

import dev.muster.domain.report.Chart;

/** Draws charts. Thread safe. */
public interface ChartRenderer {

    /** Draws {@code chart}. It looks the same in every format. The picture of an empty chart says that it is empty. */
    byte[] render(Chart chart, Picture picture);

    /**
     * What a picture must look like.
     *
     * @param width in pixels, {@value #MIN_WIDTH} to {@value #MAX_SIZE}
     * @param height in pixels, {@value #MIN_HEIGHT} to {@value #MAX_SIZE}
     */
    record Picture(Format format, int width, int height, Theme theme) {
        public static final int MIN_WIDTH = 320;
        public static final int MIN_HEIGHT = 200;
        public static final int MAX_SIZE = 4096;
        public static final int DEFAULT_WIDTH = 1280;
        public static final int DEFAULT_HEIGHT = 720;

        public Picture {
            if (width < MIN_WIDTH || width > MAX_SIZE || height < MIN_HEIGHT || height > MAX_SIZE) {
                throw new IllegalArgumentException("a picture is %s..%s pixels wide and %s..%s high, not %s and %s"
                        .formatted(MIN_WIDTH, MAX_SIZE, MIN_HEIGHT, MAX_SIZE, width, height));
            }
        }

        /** A picture for a slide. */
        public static Picture of(Format format) {
            return new Picture(format, DEFAULT_WIDTH, DEFAULT_HEIGHT, Theme.LIGHT);
        }
    }

    /** How a picture is stored. */
    enum Format {
        PNG("image/png"),
        SVG("image/svg+xml");

        private final String mediaType;

        Format(String mediaType) {
            this.mediaType = mediaType;
        }

        public String mediaType() {
            return mediaType;
        }
    }

    /** The background on which a picture is looked at. */
    enum Theme {
        LIGHT,
        DARK
    }
}
