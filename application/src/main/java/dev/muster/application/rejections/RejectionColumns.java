package dev.muster.application.rejections;

import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.report.Column;
import java.util.ArrayList;
import java.util.List;

/** The columns of tables of rejections: those that are written, and those by which corrected records are read again. */
public final class RejectionColumns {
    /** The rejection that a record led to; in what is sent again, the one that the record corrects. */
    public static final Column REJECTION_ID = Column.text("rejection_id", "Rejection");

    /** Codes of the reasons, separated by semicolons. */
    public static final Column CODES = Column.text("codes", "Codes");

    /** Fields of the reasons, separated by semicolons; empty for a reason that is no field's. */
    public static final Column FIELDS = Column.text("fields", "Fields");

    /** Messages of the reasons, separated by semicolons. */
    public static final Column MESSAGES = Column.text("messages", "Messages");

    /** The record as it was received. */
    public static final Column RAW = Column.text("raw", "Raw record");

    /** What stands behind the fields of a dataset where its rejected records are shown as they were received. */
    public static final List<Column> BEHIND_FIELDS = List.of(REJECTION_ID, CODES, FIELDS, MESSAGES, RAW);

    private RejectionColumns() {}

    /** The columns of rejected records as they were received: texts by the names of their fields, then what is wrong. */
    public static List<Column> asReceived(Dataset dataset) {
        List<Column> columns = new ArrayList<>();
        dataset.fields()
                .forEach(field ->
                        columns.add(Column.text(field.name(), field.title()).optional()));
        columns.addAll(BEHIND_FIELDS);
        return columns;
    }
}
