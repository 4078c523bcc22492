package dev.muster.application.export;

import dev.muster.application.NamedFormats;
import dev.muster.application.port.TableWriter;
import java.util.List;

/** The formats of datasets. */
public final class ExportFormats extends NamedFormats<TableWriter> {
    public ExportFormats(List<TableWriter> writers) {
        super(writers, TableWriter::format);
    }
}
