package dev.muster.adapters.out.formats.write;

import dev.muster.application.port.TableWriter;
import dev.muster.domain.report.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** A workbook with one table. Texts are typed as such, so that none is ever taken for a formula. */
final class XlsxTableWriter implements TableWriter {
    private final XlsxWorkbookWriter workbook;

    XlsxTableWriter() {
        this(new XlsxWorkbookWriter());
    }

    XlsxTableWriter(XlsxWorkbookWriter workbook) {
        this.workbook = workbook;
    }

    @Override
    public String format() {
        return workbook.format();
    }

    @Override
    public String mediaType() {
        return workbook.mediaType();
    }

    @Override
    public void write(Table table, Options options, OutputStream out) throws IOException {
        workbook.write(List.of(table), out);
    }
}
