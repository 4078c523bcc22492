package dev.muster.adapters.out.formats.write;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.dataset.ValueText;
import dev.muster.domain.report.Column;
import dev.muster.domain.report.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.List;

/** Writes the rows of a table as JSON objects, one after the other. An absent value has no member. */
final class JsonRows {
    private static final JsonFactory FACTORY =
            JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    private final Table table;
    private final List<SerializedString> names;

    JsonRows(Table table) {
        this.table = table;
        this.names = table.columns().stream()
                .map(Column::name)
                .map(SerializedString::new)
                .toList();
    }

    /** Writes all rows, with {@code between} between two rows. */
    void write(SerializableString between, OutputStream out) throws IOException {
        JsonGenerator json = FACTORY.createGenerator(out);
        json.setRootValueSeparator(between);
        while (table.rows().hasNext()) {
            write(table.rows().next(), json);
        }
        // Does not close after a failure, because that would go on writing and complete half an object.
        json.close();
    }

    private void write(Row row, JsonGenerator json) throws IOException {
        json.writeStartObject();
        for (int i = 0; i < names.size(); i++) {
            Object value = row.get(i);
            if (value != null) {
                json.writeFieldName(names.get(i));
                switch (value) {
                    case Long number -> json.writeNumber(number);
                    case BigDecimal number -> json.writeNumber(ValueText.of(number));
                    case Object text -> json.writeString(WellFormed.text(ValueText.of(text)));
                }
            }
        }
        json.writeEndObject();
    }
}
