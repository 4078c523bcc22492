package dev.muster.application.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.port.ChartRenderer;
import dev.muster.application.port.ChartRenderer.Format;
import dev.muster.application.port.ChartRenderer.Picture;
import dev.muster.application.port.ChartRenderer.Theme;
import dev.muster.domain.report.Chart;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What {@link ChartRenderer} promises. */
public abstract class ChartRendererContract {
    private static final Picture SVG = Picture.of(Format.SVG);
    private static final List<String> QUARTERS = List.of("Q1", "Q2", "Q3", "Q4");

    protected abstract ChartRenderer renderer();

    /** A chart of every kind, with and without numbers in it. */
    protected static Stream<Chart> charts() {
        return Stream.concat(empty(), drawn());
    }

    static Stream<Chart> empty() {
        return Stream.of(
                new Chart.GroupedBars("Hires in 2021", "Department", "Hired", QUARTERS, List.of()),
                new Chart.HorizontalBars("Above the mean", "Department", "Hired", List.of(), Chart.Bar.of("Mean", 113)),
                new Chart.Bars("Transactions", "Currency", "Transactions", List.of()),
                new Chart.Line("Speed", "Day", "Records per second", List.of(), List.of()));
    }

    static Stream<Chart> drawn() {
        return Stream.of(
                quarters(12),
                quarters(1),
                aboveMean("Support", "Sales"),
                aboveMean(IntStream.range(0, 500).mapToObj(i -> "Bar " + i).toArray(String[]::new)),
                aboveMean("x".repeat(2_000)),
                new Chart.Bars(
                        "Transactions", "Currency", "Transactions", List.of(Chart.Bar.of("EUR", Long.MAX_VALUE))),
                new Chart.Line(
                        "Rate",
                        "Day",
                        "Rejected",
                        List.of("2021-01-01", "2021-01-02", "2021-01-03"),
                        List.of(
                                new Chart.Series("users", Arrays.asList(BigDecimal.ONE, null, new BigDecimal("2.5"))),
                                new Chart.Series("posts", Arrays.asList(null, null, null)))));
    }

    private static Chart quarters(int departments) {
        return new Chart.GroupedBars(
                "Hires in 2021",
                "Department",
                "Hired",
                QUARTERS,
                IntStream.range(0, departments)
                        .mapToObj(i -> new Chart.Group(
                                "Department " + i,
                                IntStream.range(0, 4)
                                        .mapToObj(BigDecimal::valueOf)
                                        .toList()))
                        .toList());
    }

    private static Chart aboveMean(String... names) {
        return new Chart.HorizontalBars(
                "Above the mean",
                "Department",
                "Hired",
                Stream.of(names).map(name -> Chart.Bar.of(name, 221)).toList(),
                Chart.Bar.of("Mean", 113));
    }

    private Document document(Chart chart, Picture picture) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(renderer().render(chart, picture)));
    }

    private List<String> texts(Chart chart, Picture picture) throws Exception {
        NodeList nodes = document(chart, picture).getElementsByTagName("text");
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> nodes.item(i).getTextContent().strip())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("charts")
    void drawsEveryChartInEverySizeThemeAndFormat(Chart chart) throws Exception {
        for (int[] size : new int[][] {{320, 200}, {4096, 200}, {320, 1200}, {1280, 720}}) {
            for (Theme theme : Theme.values()) {
                BufferedImage image = ImageIO.read(new ByteArrayInputStream(
                        renderer().render(chart, new Picture(Format.PNG, size[0], size[1], theme))));
                assertThat(List.of(image.getWidth(), image.getHeight())).containsExactly(size[0], size[1]);
                Element svg = document(chart, new Picture(Format.SVG, size[0], size[1], theme))
                        .getDocumentElement();
                assertThat(svg.getTagName()).isEqualTo("svg");
                assertThat(Double.parseDouble(svg.getAttribute("width"))).isEqualTo(size[0]);
                assertThat(Double.parseDouble(svg.getAttribute("height"))).isEqualTo(size[1]);
            }
        }
    }

    @Test
    void drawsTheLargestPicture() throws Exception {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(renderer()
                .render(quarters(12), new Picture(Format.PNG, Picture.MAX_SIZE, Picture.MAX_SIZE, Theme.LIGHT))));
        assertThat(image.getWidth()).isEqualTo(Picture.MAX_SIZE);
        assertThat(image.getHeight()).isEqualTo(Picture.MAX_SIZE);
    }

    @ParameterizedTest
    @MethodSource("empty")
    void saysThatThereIsNothingToDraw(Chart chart) throws Exception {
        for (Picture picture : List.of(SVG, new Picture(Format.SVG, 320, 200, Theme.DARK))) {
            assertThat(texts(chart, picture))
                    .contains(chart.title(), "There is no data to show.")
                    .doesNotContain("0", "Q1");
        }
    }

    @ParameterizedTest
    @MethodSource("charts")
    void drawsTheSameBytesAgain(Chart chart) {
        for (Format format : Format.values()) {
            assertThat(renderer().render(chart, Picture.of(format)))
                    .isEqualTo(renderer().render(chart, Picture.of(format)));
        }
    }

    @Test
    void drawsSeveralPicturesAtOnce() {
        for (Format format : Format.values()) {
            byte[] alone = renderer().render(quarters(3), Picture.of(format));
            assertThat(IntStream.range(0, 8)
                            .parallel()
                            .mapToObj(i -> renderer().render(quarters(3), Picture.of(format)))
                            .toList())
                    .allMatch(picture -> Arrays.equals(picture, alone));
        }
    }

    @Test
    void takesNamesForNothingButTexts() throws Exception {
        Chart chart = new Chart.Bars("<A> & \"B\"", "Currency", "N", List.of(Chart.Bar.of("<script> & co", 1)));
        assertThat(texts(chart, SVG)).contains("<A> & \"B\"", "<script> & co");
        assertThat(document(chart, SVG).getElementsByTagName("script").getLength())
                .isZero();
    }

    /** What XML does not have, also as a reference to a character. */
    @ParameterizedTest
    @ValueSource(strings = {"a\ufffeb", "a\uffffb", "a\u0001b", "a\ud800b", "a\udfffb"})
    void isWellFormedWhateverNamesHold(String name) throws Exception {
        assertThat(texts(aboveMean(name), SVG)).contains("a\ufffdb");
        assertThat(document(new Chart.Bars(name, name, name, List.of(Chart.Bar.of("EUR", 3))), SVG)
                        .getElementsByTagName("title")
                        .item(0)
                        .getTextContent())
                .isEqualTo("a\ufffdb");
    }
}
