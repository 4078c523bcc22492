package dev.muster.application.reports;

import dev.muster.application.port.ReportWriter;
import dev.muster.application.port.TableWriter;
import dev.muster.domain.report.ReportResult;
import dev.muster.domain.report.Table;
import java.io.IOException;
import java.io.OutputStream;

/** A report's rows as a table. */
record TableOfReport(TableWriter writer) implements ReportWriter {

    @Override
    public String format() {
        return writer.format();
    }

    @Override
    public String mediaType() {
        return writer.mediaType();
    }

    @Override
    public Kind kind() {
        return Kind.DATA;
    }

    @Override
    public void write(ReportResult result, Options options, OutputStream out) throws IOException {
        writer.write(Table.of(result), new TableWriter.Options(options.raw(), options.bom()), out);
    }
}
