package dev.muster.application.export;

import dev.muster.application.NamedFormats;
import dev.muster.application.port.TableWriter;
import java.util.List;

/** The formats of tables of rejections. */
public final class RejectionFormats extends NamedFormats<TableWriter> {
    public RejectionFormats(List<TableWriter> writers) {
        super(writers, TableWriter::format);
    }
}
