package dev.muster.application.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.port.Mappings;
import dev.muster.application.port.Slice;
import dev.muster.domain.dataset.Mapping;
import dev.muster.domain.dataset.Mapping.Column;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link Mappings} promises. */
public abstract class MappingsContract extends OnEmptyDatabase {
    private Mappings mappings;

    @BeforeEach
    void takeMappings() {
        mappings = database.mappings();
    }

    private static Mapping mapping(String name, Column column) {
        return new Mapping(name, Map.of("id", column), Map.of());
    }

    private boolean put(String dataset, Mapping mapping) {
        return database.unitOfWork().write(() -> mappings.put(dataset, mapping));
    }

    private boolean delete(String dataset, String name) {
        return database.unitOfWork().write(() -> mappings.delete(dataset, name));
    }

    @Test
    void givesAMappingBackAsItIs() {
        Mapping whole = new Mapping(
                "a-b_1",
                Map.of(
                        "id",
                        new Column.Position(Mapping.LAST_POSITION),
                        "name",
                        new Column.Named(" Zo\u00eb's \"%_\\ \ud83d\ude80 ")),
                Map.of("name", Map.of("", "none", "caf\u00e9", "", "'", "\n"), "id", Map.of()));
        Mapping bare = mapping("a", new Column.Named("Id"));

        assertThat(put("jobs", whole)).isTrue();
        assertThat(put("jobs", bare)).isTrue();

        assertThat(mappings.find("jobs", "a-b_1")).contains(whole);
        assertThat(mappings.find("jobs", "a")).contains(bare);
        assertThat(mappings.find("jobs", "A")).isEmpty();
        assertThat(mappings.find("departments", "a")).isEmpty();
    }

    @Test
    void replacesAMapping() {
        put("jobs", mapping("a", new Column.Position(1)));
        put("departments", mapping("a", new Column.Position(3)));

        assertThat(put("jobs", mapping("a", new Column.Position(2)))).isFalse();

        assertThat(mappings.find("jobs", "a")).contains(mapping("a", new Column.Position(2)));
        assertThat(mappings.find("departments", "a")).contains(mapping("a", new Column.Position(3)));
    }

    @Test
    void listsByName() {
        for (String name : new String[] {"c", "a", "b_1", "b-2"}) {
            put("jobs", mapping(name, new Column.Position(1)));
        }
        put("departments", mapping("d", new Column.Position(1)));

        Slice<Mapping> first = mappings.list("jobs", null, 3);
        assertThat(first.items()).extracting(Mapping::name).containsExactly("a", "b-2", "b_1");
        assertThat(first.more()).isTrue();
        Slice<Mapping> second = mappings.list("jobs", "b_1", 3);
        assertThat(second.items()).extracting(Mapping::name).containsExactly("c");
        assertThat(second.more()).isFalse();
        assertThat(mappings.list("hired_employees", null, 1).items()).isEmpty();
    }

    @Test
    void deletesAMappingOnce() {
        put("jobs", mapping("a", new Column.Position(1)));
        put("departments", mapping("a", new Column.Position(1)));

        assertThat(delete("jobs", "a")).isTrue();
        assertThat(delete("jobs", "a")).isFalse();

        assertThat(mappings.find("jobs", "a")).isEmpty();
        assertThat(mappings.find("departments", "a")).isPresent();
        assertThat(put("jobs", mapping("a", new Column.Position(2)))).isTrue();
    }
}
