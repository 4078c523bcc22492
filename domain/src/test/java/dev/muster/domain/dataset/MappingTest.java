package dev.muster.domain.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.domain.dataset.Mapping.Column;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MappingTest {
    private static final Map<String, Column> ID = Map.of("id", new Column.Position(1));

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "1a", "-a", "a b", "a.b", "a/b", "\u00e4"})
    void hasAName(String name) {
        assertThat(Mapping.isName(name)).isFalse();
        assertThatThrownBy(() -> new Mapping(name, ID, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'%s' is no name of a mapping".formatted(name));
    }

    @Test
    void hasANameOfAtMost63Characters() {
        assertThat(Mapping.isName("a".repeat(Mapping.LONGEST_NAME))).isTrue();
        assertThat(Mapping.isName("a".repeat(Mapping.LONGEST_NAME + 1))).isFalse();
        assertThat(Mapping.isName("hr-export_2")).isTrue();
    }

    @Test
    void namesAColumnAtLeast() {
        assertThatThrownBy(() -> new Mapping("m", Map.of(), Map.of())).hasMessage("mapping m names no column");
    }

    @Test
    void hasValuesOfFieldsWithColumns() {
        assertThatThrownBy(() -> new Mapping("m", ID, Map.of("name", Map.of())))
                .hasMessage("mapping m has values of name, but no column");
    }

    @Test
    void hasEachValueOnce() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("x", "1");
        values.put(" x", "2");
        assertThatThrownBy(() -> new Mapping("m", ID, Map.of("id", values)))
                .hasMessage("mapping m has 'x' twice among the values of id, apart from outer blanks");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, Mapping.LAST_POSITION + 1})
    void countsColumnsFrom1(int position) {
        assertThatThrownBy(() -> new Column.Position(position))
                .hasMessage("the position of a column is from 1 to 1000, not %s".formatted(position));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \u00a0"})
    void callsColumnsSomething(String name) {
        assertThatThrownBy(() -> new Column.Named(name))
                .hasMessage("the name of a column has from 1 to 1000 characters");
    }

    @Test
    void keepsTheOrderInWhichItIsGiven() {
        Map<String, Column> columns = new LinkedHashMap<>();
        for (String field : List.of("z", "a", "m")) {
            columns.put(field, new Column.Named(field));
        }
        Mapping mapping = new Mapping("m", columns, Map.of());
        columns.clear();
        assertThat(mapping.columns().keySet()).containsExactly("z", "a", "m");
    }

    @Test
    void needsAHeaderIfItNamesAColumn() {
        assertThat(new Mapping("m", ID, Map.of()).namesColumns()).isFalse();
        assertThat(new Mapping("m", Map.of("a", new Column.Position(1), "b", new Column.Named("B")), Map.of())
                        .namesColumns())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "' Full  Name ', full  name",
        "\u00c4RZTE, \u00e4rzte",
        "stra\u00dfe, STRASSE",
        "a_b, A_B",
    })
    void comparesColumnsWithoutCaseAndOuterBlanks(String one, String other) {
        assertThat(Mapping.columnName(one)).isEqualTo(Mapping.columnName(other));
    }

    @Test
    void comparesNothingElseOfColumns() {
        assertThat(Mapping.columnName("a_b")).isNotEqualTo(Mapping.columnName("a b"));
        assertThat(Mapping.columnName("a  b")).isNotEqualTo(Mapping.columnName("a b"));
    }
}
