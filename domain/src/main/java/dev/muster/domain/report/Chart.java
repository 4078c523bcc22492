package dev.muster.domain.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A chart as data: what it shows, not how it is drawn. */
public sealed interface Chart {

    /** Returns, in one line, what the chart shows. */
    String title();

    /** Returns what the categories are: "Department". */
    String categoryTitle();

    /** Returns what the numbers count, with their unit: "Employees hired". */
    String valueTitle();

    /** Returns every number in the chart. */
    Stream<BigDecimal> numbers();

    /** Returns whether there is nothing to draw. */
    default boolean isEmpty() {
        return numbers().findAny().isEmpty();
    }

    /** A number with a name. */
    record Bar(String name, BigDecimal value) {
        public static Bar of(String name, long value) {
            return new Bar(name, BigDecimal.valueOf(value));
        }
    }

    /** Several numbers with one name, in the order of the chart's series. */
    record Group(String name, List<BigDecimal> values) {
        public Group {
            values = List.copyOf(values);
        }
    }

    /** A number for each category of the chart, in their order; null for no number. */
    record Series(String name, List<@Nullable BigDecimal> values) {
        public Series {
            values = Collections.unmodifiableList(new ArrayList<>(values));
        }
    }

    /** Bars in groups: a group for each category, with a bar for each series. */
    record GroupedBars(String title, String categoryTitle, String valueTitle, List<String> series, List<Group> groups)
            implements Chart {
        public GroupedBars {
            series = List.copyOf(series);
            groups = List.copyOf(groups);
            for (Group group : groups) {
                if (group.values().size() != series.size()) {
                    throw new IllegalArgumentException("group %s has %s values for %s series"
                            .formatted(group.name(), group.values().size(), series.size()));
                }
            }
        }

        @Override
        public Stream<BigDecimal> numbers() {
            return groups.stream().flatMap(group -> group.values().stream());
        }
    }

    /**
     * Bars one below the other, in the given order. They suit long names.
     *
     * @param mark a number with which the bars are compared, drawn as a line across them; null if there is none
     */
    record HorizontalBars(
            String title,
            String categoryTitle,
            String valueTitle,
            List<Bar> bars,
            @Nullable Bar mark) implements Chart {
        public HorizontalBars {
            bars = List.copyOf(bars);
        }

        @Override
        public Stream<BigDecimal> numbers() {
            return bars.stream().map(Bar::value);
        }
    }

    /** Bars side by side, in the given order. They suit few categories with short names. */
    record Bars(String title, String categoryTitle, String valueTitle, List<Bar> bars) implements Chart {
        public Bars {
            bars = List.copyOf(bars);
        }

        @Override
        public Stream<BigDecimal> numbers() {
            return bars.stream().map(Bar::value);
        }
    }

    /**
     * Lines over categories that follow each other, such as months. A line has a gap for each number that its series
     * lacks.
     */
    record Line(String title, String categoryTitle, String valueTitle, List<String> categories, List<Series> series)
            implements Chart {
        public Line {
            categories = List.copyOf(categories);
            series = List.copyOf(series);
            for (Series one : series) {
                if (one.values().size() != categories.size()) {
                    throw new IllegalArgumentException("series %s has %s values for %s categories"
                            .formatted(one.name(), one.values().size(), categories.size()));
                }
            }
        }

        @Override
        public Stream<BigDecimal> numbers() {
            return series.stream().flatMap(one -> one.values().stream()).filter(Objects::nonNull);
        }
    }
}
