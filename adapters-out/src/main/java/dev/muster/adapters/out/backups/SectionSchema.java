package dev.muster.adapters.out.backups;

import dev.muster.application.port.PortException;
import dev.muster.domain.backup.Section;
import dev.muster.domain.backup.Section.Column;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * Avro schemas of sections: long, decimal(38, scale of the column), string, timestamps in microseconds of UTC, boolean
 * and bytes; a union with null where a value may be absent.
 */
final class SectionSchema {
    private static final int PRECISION = 38;

    /** Schemas of this program have a few thousand characters. */
    private static final int MOST_CHARACTERS = 1 << 16;

    private SectionSchema() {}

    static Schema of(Section section) {
        return of(section.name(), section.columns());
    }

    private static Schema of(String name, List<Column> columns) {
        List<Schema.Field> fields = new ArrayList<>();
        for (Column column : columns) {
            Schema type = type(column);
            fields.add(new Schema.Field(
                    column.name(),
                    column.required() ? type : Schema.createUnion(Schema.create(Schema.Type.NULL), type)));
        }
        return Schema.createRecord(name, null, null, false, fields);
    }

    private static Schema type(Column column) {
        return switch (column.type()) {
            case INTEGER -> Schema.create(Schema.Type.LONG);
            case DECIMAL ->
                LogicalTypes.decimal(PRECISION, column.scale()).addToSchema(Schema.create(Schema.Type.BYTES));
            case TEXT -> Schema.create(Schema.Type.STRING);
            case INSTANT -> LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG));
            case BOOLEAN -> Schema.create(Schema.Type.BOOLEAN);
            case BYTES -> Schema.create(Schema.Type.BYTES);
        };
    }

    /**
     * Returns, for each column of a file, the index of the section's column that it is.
     *
     * @throws PortException of kind {@code CORRUPT} unless the file's schema is what this program would write for a
     *     section that lacks at most optional columns
     */
    static int[] columns(Section section, String schema) {
        Schema parsed = parsed(section, schema);
        if (parsed.getType() != Schema.Type.RECORD) {
            throw foreign(section, "is no record");
        }
        List<Column> there = new ArrayList<>();
        Set<String> names = new HashSet<>();
        int[] indexes = new int[parsed.getFields().size()];
        for (int i = 0; i < indexes.length; i++) {
            String name = parsed.getFields().get(i).name();
            if (section.columns().stream().noneMatch(column -> column.name().equals(name))) {
                throw foreign(section, "has a field '%s' that is not known here".formatted(name));
            }
            indexes[i] = section.index(name);
            names.add(name);
            there.add(section.columns().get(indexes[i]));
        }
        for (Column column : section.columns()) {
            if (column.required() && !names.contains(column.name())) {
                throw foreign(section, "lacks the required field '%s'".formatted(column.name()));
            }
        }
        // Compares every property, so that nothing goes unseen that another reader would obey.
        if (!of(section.name(), there).toString().equals(parsed.toString())) {
            throw foreign(section, "has other types than the fields of %s have".formatted(section.name()));
        }
        return indexes;
    }

    private static Schema parsed(Section section, String schema) {
        if (schema.length() > MOST_CHARACTERS) {
            throw foreign(section, "has more than %s characters".formatted(MOST_CHARACTERS));
        }
        try {
            return new Schema.Parser().parse(schema);
        } catch (AvroRuntimeException e) {
            throw foreign(section, "is no Avro schema");
        }
    }

    private static PortException foreign(Section section, String why) {
        return Damage.of("the schema of %s %s".formatted(section.name(), why));
    }
}
