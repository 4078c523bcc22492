package dev.muster.adapters.in.json;

import dev.muster.domain.dataset.Mapping;
import dev.muster.domain.dataset.Mapping.Column;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A mapping.
 *
 * @param columns names or positions of columns, by name of the field
 * @param values what stands for what, by name of the field
 */
public record MappingView(String name, Map<String, Object> columns, Map<String, Map<String, String>> values) {

    public static MappingView of(Mapping mapping) {
        return new MappingView(mapping.name(), columns(mapping.columns()), mapping.values());
    }

    static Map<String, Object> columns(Map<String, Column> columns) {
        Map<String, Object> view = new LinkedHashMap<>();
        columns.forEach((field, column) -> view.put(
                field,
                switch (column) {
                    case Column.Named(String name) -> name;
                    case Column.Position(int number) -> number;
                }));
        return view;
    }
}
