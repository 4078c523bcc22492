package dev.muster.adapters.in.json;

import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Constraint;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.FieldType;
import dev.muster.domain.dataset.Reference;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Datasets as Table Schemas (https://datapackage.org/standard/table-schema/), which many programs read. The standard lets
 * members of one's own stand beside its own: {@code aliases}, {@code default} and {@code personal} of fields, {@code row_count}.
 */
public final class TableSchema {
    private TableSchema() {}

    /**
     * A dataset.
     *
     * @param catalog knows the datasets that it refers to
     * @param rowCount how many rows are stored
     */
    public static Map<String, @Nullable Object> of(Catalog catalog, Dataset dataset, long rowCount) {
        Map<String, @Nullable Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://datapackage.org/profiles/2.0/tableschema.json");
        schema.put("name", dataset.name());
        schema.put("title", dataset.title());
        schema.put("description", dataset.description());
        schema.put("fields", dataset.fields().stream().map(TableSchema::field).toList());
        schema.put("primaryKey", List.of(dataset.keyField().name()));
        List<Map<String, Object>> foreignKeys = new ArrayList<>();
        for (Field field : dataset.fields()) {
            Reference reference = field.reference();
            if (reference != null) {
                Map<String, Object> target = new LinkedHashMap<>();
                target.put("resource", reference.dataset());
                target.put("fields", List.of(catalog.parentOf(field).keyField().name()));
                Map<String, Object> foreignKey = new LinkedHashMap<>();
                foreignKey.put("fields", List.of(field.name()));
                foreignKey.put("reference", target);
                foreignKeys.add(foreignKey);
            }
        }
        schema.put("foreignKeys", foreignKeys);
        schema.put("missingValues", List.of(""));
        schema.put("row_count", rowCount);
        return schema;
    }

    private static Map<String, @Nullable Object> field(Field field) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("name", field.name());
        view.put("type", type(field.type()));
        view.put("title", field.title());
        view.put("description", field.description());
        if (!field.aliases().isEmpty()) {
            view.put("aliases", field.aliases());
        }
        if (field.defaultText() != null) {
            view.put("default", field.defaultText());
        }
        view.put("constraints", constraints(field));
        if (field.personal()) {
            view.put("personal", true);
        }
        return view;
    }

    private static String type(FieldType type) {
        return switch (type) {
            case FieldType.IntegerType integer -> "integer";
            case FieldType.DecimalType decimal -> "number";
            case FieldType.TextType text -> "string";
            case FieldType.InstantType instant -> "datetime";
        };
    }

    private static Map<String, @Nullable Object> constraints(Field field) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("required", field.required() && field.defaultText() == null);
        switch (field.type()) {
            case FieldType.IntegerType(long min, long max) -> {
                view.put("minimum", min);
                view.put("maximum", max);
            }
            case FieldType.DecimalType(int integerDigits, int scale) -> {
                BigDecimal most = BigDecimal.TEN.pow(integerDigits).subtract(BigDecimal.ONE.movePointLeft(scale));
                view.put("minimum", most.negate());
                view.put("maximum", most);
            }
            case FieldType.TextType(int maxCodePoints) -> {
                view.put("minLength", 1);
                view.put("maxLength", maxCodePoints);
            }
            case FieldType.InstantType() -> {
                view.put("minimum", "1900-01-01T00:00:00Z");
                view.put("maximum", "9999-12-31T23:59:59.999999Z");
            }
        }
        for (Constraint constraint : field.constraints()) {
            switch (constraint) {
                case Constraint.Positive() -> {
                    view.remove("minimum");
                    view.put("exclusiveMinimum", 0);
                }
                case Constraint.OneOf(List<String> allowed) -> view.put("enum", allowed);
                case Constraint.Matches(Pattern pattern, String expected) -> view.put("pattern", pattern.pattern());
                // A moving limit has no form in the standard; the field's description tells of it.
                case Constraint.NotInFuture() -> {}
            }
        }
        return view;
    }
}
