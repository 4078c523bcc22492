package dev.muster.application.rejections;

import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.report.Column;
import java.util.ArrayList;
import java.util.List;

/** The columns of tables of rejections, for writing them and for reading corrected records. */
public final class RejectionColumns {
    /** The rejection of a record. In a table that is sent again, it is the rejection that the record corrects. */
    public static final Column REJECTION_ID = column("rejection_id");

    /** Codes of the reasons, separated by semicolons. */
    public static final Column CODES = column("codes");

    /** Fields of the reasons, separated by semicolons. A reason that concerns no single field has an empty one. */
    public static final Column FIELDS = column("fields");

    /** Messages of the reasons, separated by semicolons. */
    public static final Column MESSAGES = column("messages");

    /** The record as it was received. */
    public static final Column RAW = column("raw");

    /** The columns that follow the fields of a dataset in a table of rejected records as they were received. */
    public static final List<Column> BEHIND_FIELDS = List.of(REJECTION_ID, CODES, FIELDS, MESSAGES, RAW);

    private RejectionColumns() {}

    /** Columns have their names for titles, so that a table reads alike in all formats and can be sent again. */
    private static Column column(String name) {
        return Column.text(name, name);
    }

    /** Returns the columns of rejected records as they were received: a text for each field, then what is wrong. */
    public static List<Column> asReceived(Dataset dataset) {
        List<Column> columns = new ArrayList<>();
        dataset.fields().forEach(field -> columns.add(column(field.name()).optional()));
        columns.addAll(BEHIND_FIELDS);
        return columns;
    }
}
