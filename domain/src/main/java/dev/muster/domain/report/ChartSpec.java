package dev.muster.domain.report;

import java.math.BigDecimal;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Declares the chart of a report by the names of its columns. In titles {@code {year}} stands for the report's year. Names of
 * categories are in one line; what has the same name as others shows its id behind it, as in {@code Support (7)}.
 */
public sealed interface ChartSpec extends Function<ReportResult, Chart> {

    /** Returns the columns of the numbers, in the order of the chart's series. */
    List<String> values();

    /**
     * Returns the chart's categories by the names that they have in it, each with the keys that its rows have in common. A
     * category without records has none.
     */
    Map<String, Map<String, String>> categories(ReportResult result);

    /**
     * A group of bars for each category, with a bar for each column.
     *
     * @param category the column that names the categories
     * @param mergedBy the key whose rows are added up to one category; null if each row is a category
     * @param values columns of numbers
     */
    record GroupedBars(
            String title,
            String categoryTitle,
            String valueTitle,
            String category,
            @Nullable String mergedBy,
            List<String> values)
            implements ChartSpec {
        @Override
        public Chart apply(ReportResult result) {
            List<String> labels = labels(result, category, mergedBy);
            Map<String, String> names = new LinkedHashMap<>();
            Map<String, List<BigDecimal>> numbers = new LinkedHashMap<>();
            for (int i = 0; i < result.rows().size(); i++) {
                String key = mergedBy == null
                        ? Integer.toString(i)
                        : result.keys().get(i).getOrDefault(mergedBy, "");
                names.putIfAbsent(key, labels.get(i));
                List<BigDecimal> sums = numbers.computeIfAbsent(
                        key, none -> new ArrayList<>(Collections.nCopies(values.size(), BigDecimal.ZERO)));
                for (int value = 0; value < values.size(); value++) {
                    sums.set(value, sums.get(value).add(number(result, i, values.get(value))));
                }
            }
            return new Chart.GroupedBars(
                    titled(title, result),
                    categoryTitle,
                    valueTitle,
                    values.stream().map(value -> column(result, value).title()).toList(),
                    numbers.entrySet().stream()
                            .map(entry -> new Chart.Group(names.getOrDefault(entry.getKey(), ""), entry.getValue()))
                            .toList());
        }

        @Override
        public Map<String, Map<String, String>> categories(ReportResult result) {
            return byLabel(
                    result,
                    labels(result, category, mergedBy),
                    keys -> mergedBy == null ? keys : Map.of(mergedBy, keys.getOrDefault(mergedBy, "")));
        }
    }

    /**
     * A bar for each row, one below the other.
     *
     * @param markTitle the name of the number with which the bars are compared
     * @param markFact the fact that holds this number; null if there is none
     */
    record HorizontalBars(
            String title,
            String categoryTitle,
            String valueTitle,
            String category,
            String value,
            String markTitle,
            @Nullable String markFact)
            implements ChartSpec {
        @Override
        public Chart apply(ReportResult result) {
            Object mark = markFact == null ? null : result.facts().get(markFact);
            return new Chart.HorizontalBars(
                    titled(title, result),
                    categoryTitle,
                    valueTitle,
                    bars(result, category, value),
                    mark instanceof BigDecimal number ? new Chart.Bar(markTitle, number) : null);
        }

        @Override
        public List<String> values() {
            return List.of(value);
        }

        @Override
        public Map<String, Map<String, String>> categories(ReportResult result) {
            return byLabel(result, labels(result, category, null), UnaryOperator.identity());
        }
    }

    /** A bar for each row. The bars stand side by side if there is room for their names. */
    record Bars(String title, String categoryTitle, String valueTitle, String category, String value)
            implements ChartSpec {
        private static final int MOST_SIDE_BY_SIDE = 12;

        @Override
        public Chart apply(ReportResult result) {
            List<Chart.Bar> bars = bars(result, category, value);
            return bars.size() <= MOST_SIDE_BY_SIDE
                    ? new Chart.Bars(titled(title, result), categoryTitle, valueTitle, bars)
                    : new Chart.HorizontalBars(titled(title, result), categoryTitle, valueTitle, bars, null);
        }

        @Override
        public List<String> values() {
            return List.of(value);
        }

        @Override
        public Map<String, Map<String, String>> categories(ReportResult result) {
            return byLabel(result, labels(result, category, null), UnaryOperator.identity());
        }
    }

    /**
     * A line over the months of a year.
     *
     * @param month the column of months such as 2021-01
     */
    record MonthLine(String title, String categoryTitle, String valueTitle, String month, String value)
            implements ChartSpec {
        @Override
        public Chart apply(ReportResult result) {
            List<@Nullable BigDecimal> numbers = new ArrayList<>();
            for (int i = 0; i < result.rows().size(); i++) {
                numbers.add(number(result, i, value));
            }
            List<String> months = months();
            return new Chart.Line(
                    titled(title, result),
                    categoryTitle,
                    valueTitle,
                    months,
                    numbers.isEmpty()
                            ? List.of()
                            : List.of(new Chart.Series(column(result, value).title(), numbers)));
        }

        @Override
        public List<String> values() {
            return List.of(value);
        }

        @Override
        public Map<String, Map<String, String>> categories(ReportResult result) {
            return result.rows().isEmpty() ? Map.of() : byLabel(result, months(), UnaryOperator.identity());
        }

        private static List<String> months() {
            return Arrays.stream(Month.values())
                    .map(month -> month.getDisplayName(TextStyle.SHORT, Locale.ENGLISH))
                    .toList();
        }
    }

    private static Map<String, Map<String, String>> byLabel(
            ReportResult result, List<String> labels, UnaryOperator<Map<String, String>> keys) {
        Map<String, Map<String, String>> categories = new LinkedHashMap<>();
        for (int i = 0; i < labels.size(); i++) {
            categories.putIfAbsent(labels.get(i), keys.apply(result.keys().get(i)));
        }
        return categories;
    }

    private static List<Chart.Bar> bars(ReportResult result, String category, String value) {
        List<String> labels = labels(result, category, null);
        List<Chart.Bar> bars = new ArrayList<>();
        for (int i = 0; i < result.rows().size(); i++) {
            bars.add(new Chart.Bar(labels.get(i), number(result, i, value)));
        }
        return bars;
    }

    private static String titled(String title, ReportResult result) {
        Long year = result.arguments().values().get(Parameter.YEAR.name());
        return year == null ? title : title.replace("{year}", year.toString());
    }

    private static Column column(ReportResult result, String name) {
        return result.report().columns().get(result.report().indexOf(name));
    }

    /**
     * For each row, what its category is called.
     *
     * @param id the key that tells categories apart; null if all keys of a row do
     */
    private static List<String> labels(ReportResult result, String category, @Nullable String id) {
        List<String> names = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        Map<String, Set<String>> idsOfName = new HashMap<>();
        for (int i = 0; i < result.rows().size(); i++) {
            names.add(inOneLine(result, i, category));
            Map<String, String> keys = result.keys().get(i);
            ids.add(id == null ? String.join(", ", keys.values()) : keys.getOrDefault(id, ""));
            idsOfName.computeIfAbsent(names.get(i), none -> new HashSet<>()).add(ids.get(i));
        }
        return IntStream.range(0, names.size())
                .mapToObj(i -> idsOfName.getOrDefault(names.get(i), Set.of()).size() == 1
                        ? names.get(i)
                        : "%s (%s)".formatted(names.get(i), ids.get(i)))
                .toList();
    }

    private static String inOneLine(ReportResult result, int row, String column) {
        return String.valueOf(result.rows().get(row).get(result.report().indexOf(column)))
                .replaceAll("\\R|\t", " ");
    }

    private static BigDecimal number(ReportResult result, int row, String column) {
        return switch (result.rows().get(row).get(result.report().indexOf(column))) {
            case Long number -> BigDecimal.valueOf(number);
            case BigDecimal number -> number;
            case null, default -> BigDecimal.ZERO;
        };
    }
}
