package dev.muster.adapters.out.charts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.contract.ChartRendererContract;
import dev.muster.application.port.ChartRenderer;
import dev.muster.application.port.ChartRenderer.Format;
import dev.muster.application.port.ChartRenderer.Picture;
import dev.muster.application.port.ChartRenderer.Theme;
import dev.muster.domain.report.Chart;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

class JFreeChartRendererTest extends ChartRendererContract {
    private static final Picture SVG = Picture.of(Format.SVG);
    private static final List<String> QUARTERS = List.of("Q1", "Q2", "Q3", "Q4");

    private final List<Set<String>> undrawn = new CopyOnWriteArrayList<>();
    private final ChartRenderer renderer = Charts.renderer(undrawn::add);

    @Override
    protected ChartRenderer renderer() {
        return renderer;
    }

    @ParameterizedTest
    @MethodSource("charts")
    void drawsEveryChartInTheColoursOfItsTheme(Chart chart) throws Exception {
        for (int[] size : new int[][] {{320, 200}, {4096, 200}, {320, 1200}, {1280, 720}}) {
            for (Theme theme : Theme.values()) {
                BufferedImage image = image(chart, new Picture(Format.PNG, size[0], size[1], theme));
                assertThat(new Color(image.getRGB(0, 0)))
                        .isEqualTo(Palette.of(theme).background());
                assertThat(colours(image)).contains(Palette.of(theme).text().getRGB());
            }
        }
    }

    @Test
    void drawsTheLargestPictureInItsColours() throws Exception {
        BufferedImage image = image(quarters(departments(12)), new Picture(Format.PNG, 4096, 4096, Theme.LIGHT));
        assertThat(colours(image)).contains(Palette.of(Theme.LIGHT).series(3).getRGB());
    }

    @ParameterizedTest
    @CsvSource({"LIGHT", "DARK"})
    void givesEachSeriesAColourOfItsOwn(Theme theme) throws Exception {
        Set<Integer> colours = colours(image(quarters(departments(12)), new Picture(Format.PNG, 1280, 720, theme)));
        for (int i = 0; i < QUARTERS.size(); i++) {
            assertThat(colours).contains(Palette.of(theme).series(i).getRGB());
        }
    }

    @Test
    void saysInWordsWhatIsDrawn() throws Exception {
        assertThat(texts(quarters(departments(2)), SVG))
                .contains("Hires in 2021")
                .contains("Department", "Employees hired")
                .contains("Q1", "Q2", "Q3", "Q4")
                .contains("Department number 1", "Department number 2")
                // The numbers of the bars, which have room for them.
                .contains("11", "12", "13", "14", "21", "22", "23", "24");
    }

    @Test
    void marksTheMean() throws Exception {
        List<String> texts = texts(aboveMean(List.of(Chart.Bar.of("Support", 221))), SVG);
        assertThat(texts).contains("Mean 113.7083", "221", "Support");
    }

    @Test
    void showsLongNamesWholeWhereThereIsRoom() throws Exception {
        String name = "Department of Interplanetary Logistics and of Human Affairs";
        List<String> texts = texts(quarters(List.of(name, name, name)), SVG);
        assertThat(String.join(" ", texts)).contains(name);
    }

    @Test
    void cutsLongNamesWhereThereIsNone() throws Exception {
        String name = "Department of Interplanetary Logistics and of Human Affairs";
        List<String> texts =
                texts(quarters(Collections.nCopies(12, name)), new Picture(Format.SVG, 320, 200, Theme.LIGHT));
        assertThat(texts)
                .filteredOn(text -> text.startsWith("Department of") && text.endsWith("…"))
                .hasSize(12);
    }

    @Test
    void showsTheLargestWhereThereAreTooMany() throws Exception {
        List<Chart.Bar> bars = IntStream.rangeClosed(1, 500)
                .mapToObj(i -> Chart.Bar.of("Bar " + i, i))
                .toList();
        List<String> texts = texts(aboveMean(bars), SVG);
        assertThat(texts).contains("Bar 500", "The 28 largest of 500").doesNotContain("Bar 1");
        assertThat(texts.indexOf("Bar 499")).isLessThan(texts.indexOf("Bar 500"));
    }

    @Test
    void tellsCategoriesOfTheSameNameApart() throws Exception {
        List<String> texts = texts(aboveMean(List.of(Chart.Bar.of("Sales", 3), Chart.Bar.of("Sales", 4))), SVG);
        assertThat(texts).filteredOn("Sales"::equals).hasSize(2);
    }

    /** Of private characters, which no font has, and none. */
    @Test
    void tellsOfNamesThatNoFontCanDraw() {
        for (Format format : Format.values()) {
            renderer.render(
                    aboveMean(List.of(Chart.Bar.of("Sales", 3), Chart.Bar.of("Zoë, Zürich", 3))), Picture.of(format));
            renderer.render(
                    aboveMean(List.of(Chart.Bar.of("Sales \udbff\udffd", 3), Chart.Bar.of("Sales", 4))),
                    Picture.of(format));
        }
        assertThat(undrawn).containsExactly(Set.of("Symbols"), Set.of("Symbols"));
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "7", "10", "99", "100000", "123456789"})
    void countsInWholeNumbers(long most) throws Exception {
        List<String> texts = texts(months(most, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), SVG);
        assertThat(texts)
                .filteredOn(text -> text.matches("[0-9].*"))
                .allMatch(text -> text.matches("[0-9]{1,3}(,[0-9]{3})*"))
                .hasSizeBetween(14, 20);
    }

    @Test
    void namesEachPointOnceWhereThereAreFew() throws Exception {
        assertThat(texts(months(1, 20, 300, 4, 5, 6, 7, 8, 9, 10, 11, 12), SVG))
                .contains("Jan", "Feb", "Dec")
                .contains("300");
    }

    @Test
    void leavesOutNamesThatWouldRunIntoEachOther() throws Exception {
        List<String> days = IntStream.range(0, 365)
                .mapToObj(i -> LocalDate.of(2021, 1, 1).plusDays(i).toString())
                .toList();
        List<BigDecimal> values =
                IntStream.range(0, 365).mapToObj(BigDecimal::valueOf).toList();
        List<String> texts =
                texts(new Chart.Line("Rate", "Day", "Rejected", days, List.of(new Chart.Series("users", values))), SVG);
        assertThat(texts).contains("2021-01-01").doesNotContain("2021-01-02");
        assertThat(texts).filteredOn(text -> text.startsWith("2021-")).hasSizeBetween(5, 15);
    }

    @Test
    void drawsGapsWhereALineHasNoNumber() throws Exception {
        Chart.Line line = new Chart.Line(
                "Rate",
                "Day",
                "Rejected, per cent",
                List.of("2021-01-01", "2021-01-02", "2021-01-03"),
                List.of(
                        new Chart.Series("users", Arrays.asList(BigDecimal.ONE, null, new BigDecimal("2.5"))),
                        new Chart.Series("posts", Arrays.asList(null, null, null))));
        assertThat(texts(line, SVG)).contains("users", "posts", "2021-01-03");
    }

    @Test
    void svgScalesWithItsPage() throws Exception {
        Document document = document(quarters(departments(3)), new Picture(Format.SVG, 640, 360, Theme.LIGHT));
        assertThat(document.getDocumentElement().getAttribute("width")).isEqualTo("640.0");
        assertThat(document.getDocumentElement().getAttribute("viewBox")).isNotEmpty();
        assertThat(document.getDocumentElement().getAttribute("role")).isEqualTo("img");
        assertThat(document.getElementsByTagName("title").item(0).getTextContent())
                .isEqualTo("Hires in 2021");
    }

    private static List<String> departments(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> "Department number " + i)
                .toList();
    }

    /** In department number 1 the quarters have 11, 12, 13 and 14 hires, in number 2 21, 22, 23 and 24, … */
    private static Chart quarters(List<String> departments) {
        List<Chart.Group> groups = new ArrayList<>();
        for (int i = 1; i <= departments.size(); i++) {
            int ten = 10 * i;
            groups.add(new Chart.Group(
                    departments.get(i - 1),
                    IntStream.rangeClosed(1, 4)
                            .mapToObj(quarter -> BigDecimal.valueOf(ten + quarter))
                            .toList()));
        }
        return new Chart.GroupedBars("Hires in 2021", "Department", "Employees hired", QUARTERS, groups);
    }

    private static Chart aboveMean(List<Chart.Bar> bars) {
        return new Chart.HorizontalBars(
                "Above the mean",
                "Department",
                "Employees hired",
                bars,
                new Chart.Bar("Mean", new BigDecimal("113.7083")));
    }

    private static Chart months(long... hires) {
        return new Chart.Line(
                "Hires by month",
                "Month",
                "Employees hired",
                List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
                List.of(new Chart.Series(
                        "Hired",
                        Arrays.stream(hires).mapToObj(BigDecimal::valueOf).toList())));
    }

    private BufferedImage image(Chart chart, Picture picture) throws Exception {
        return ImageIO.read(new ByteArrayInputStream(renderer.render(chart, picture)));
    }

    private static Set<Integer> colours(BufferedImage image) {
        Set<Integer> colours = new HashSet<>();
        for (int rgb : image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth())) {
            colours.add(rgb);
        }
        return colours;
    }

    private List<String> texts(Chart chart, Picture picture) throws Exception {
        NodeList nodes = document(chart, picture).getElementsByTagName("text");
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> nodes.item(i).getTextContent().strip())
                .toList();
    }

    private Document document(Chart chart, Picture picture) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(renderer.render(chart, picture)));
    }
}
