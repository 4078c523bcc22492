package dev.muster.adapters.out.formats.write;

import dev.muster.application.port.WorkbookWriter;
import dev.muster.domain.report.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/** XLSX with a sheet for each table, and further sheets if a table has more rows than a sheet can hold. */
final class XlsxWorkbookWriter implements WorkbookWriter {
    /** Most rows that Excel can open, the header included. */
    private static final int MAX_ROWS_OF_SHEET = Worksheet.MAX_ROWS;

    private static final String APPLICATION = "Muster";

    private final int maxRows;

    XlsxWorkbookWriter() {
        this(MAX_ROWS_OF_SHEET);
    }

    /** @param maxRows most rows of a sheet, the header included, at least 2 */
    XlsxWorkbookWriter(int maxRows) {
        this.maxRows = maxRows;
    }

    @Override
    public String format() {
        return "xlsx";
    }

    @Override
    public String mediaType() {
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    }

    @Override
    public void write(List<Table> tables, OutputStream out) throws IOException {
        Workbook workbook = new Workbook(out, APPLICATION, null);
        for (Table table : tables) {
            write(table, workbook);
        }
        // This is not close(), which would close what belongs to the caller.
        workbook.finish();
    }

    private void write(Table table, Workbook workbook) throws IOException {
        int number = 1;
        do {
            String title = number == 1 ? table.title() : "%s %s".formatted(table.title(), number);
            new XlsxSheet(workbook.newWorksheet(title), table.columns()).write(table.rows(), maxRows - 1);
            number++;
        } while (table.rows().hasNext());
    }
}
