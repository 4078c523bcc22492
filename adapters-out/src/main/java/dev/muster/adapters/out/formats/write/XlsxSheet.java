package dev.muster.adapters.out.formats.write;

import dev.muster.domain.dataset.Row;
import dev.muster.domain.dataset.ValueText;
import dev.muster.domain.report.Column;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.dhatim.fastexcel.Worksheet;
import org.jspecify.annotations.Nullable;

/**
 * A sheet that is being written. It has a bold header of titles that stays in sight, and rows of real numbers, dates
 * and texts. Numbers with more than 15 digits are texts, because spreadsheet programs cannot hold them exactly.
 */
final class XlsxSheet {
    /** Most rows in memory; fewer if their texts are long. The first rows decide how wide the columns are. */
    private static final int ROWS_PER_FLUSH = 500;

    private static final long BYTES_PER_FLUSH = 1 << 20;

    private static final int EXACT_DIGITS = 15;
    private static final long MAX_EXACT = 999_999_999_999_999L;

    private static final String DATE_FORMAT = "yyyy-mm-dd";
    private static final String TIME_FORMAT = "yyyy-mm-dd hh:mm:ss";
    private static final int MIN_WIDTH = 8;
    private static final int MAX_WIDTH = 60;
    /** Room for the margins of a cell and for digits in bold. */
    private static final int MARGIN = 2;

    private final Worksheet sheet;
    private final List<Column> columns;

    XlsxSheet(Worksheet sheet, List<Column> columns) {
        this.sheet = sheet;
        this.columns = columns;
    }

    /** Writes the header and at most {@code maxRows} of the rows, and ends the sheet. */
    void write(Iterator<Row> rows, int maxRows) throws IOException {
        List<Row> first = new ArrayList<>();
        long bytes = 0;
        while (first.size() < Math.min(maxRows, ROWS_PER_FLUSH) && bytes < BYTES_PER_FLUSH && rows.hasNext()) {
            Row row = rows.next();
            bytes += row.bytes();
            first.add(row);
        }
        writeHeader(first);
        int line = 1;
        for (Row row : first) {
            write(row, line++);
        }
        first.clear();
        int held = line;
        while (line <= maxRows && rows.hasNext()) {
            if (held >= ROWS_PER_FLUSH || bytes >= BYTES_PER_FLUSH) {
                sheet.flush();
                held = 0;
                bytes = 0;
            }
            Row row = rows.next();
            bytes += row.bytes();
            write(row, line++);
            held++;
        }
        sheet.finish();
    }

    private void writeHeader(List<Row> first) {
        for (int i = 0; i < columns.size(); i++) {
            sheet.inlineString(0, i, XlsxText.of(columns.get(i).title()));
            sheet.style(0, i).bold().set();
            sheet.width(i, width(i, first));
        }
        sheet.freezePane(0, 1);
    }

    private int width(int index, List<Row> first) {
        Column column = columns.get(index);
        int widest = Math.max(MIN_WIDTH, column.title().length());
        for (Row row : first) {
            Object value = row.get(index);
            if (value != null) {
                int length = switch (value) {
                    case Instant instant -> TIME_FORMAT.length();
                    case Object other -> ValueText.of(other).length();
                };
                widest = Math.max(widest, length);
            }
        }
        return Math.min(widest, MAX_WIDTH) + MARGIN;
    }

    private void write(Row row, int line) {
        for (int i = 0; i < columns.size(); i++) {
            write(row.get(i), line, i);
        }
    }

    private void write(@Nullable Object value, int line, int index) {
        switch (value) {
            case null -> {}
            case Long number when Math.abs(number) <= MAX_EXACT -> sheet.value(line, index, number);
            case BigDecimal number when number.precision() <= EXACT_DIGITS -> sheet.value(line, index, number);
            case Instant instant -> {
                sheet.value(line, index, XlsxTime.serial(instant));
                sheet.style(line, index).format(TIME_FORMAT).set();
            }
            case LocalDate date -> {
                sheet.value(line, index, XlsxTime.serial(date));
                sheet.style(line, index).format(DATE_FORMAT).set();
            }
            case Object text -> sheet.inlineString(line, index, XlsxText.of(ValueText.of(text)));
        }
    }
}
