package dev.muster.application.export;

import dev.muster.application.NamedFormats;
import dev.muster.application.port.TableWriter;
import java.util.List;

/** The formats that rejections are written in as tables. */
public final class RejectionFormats extends NamedFormats<TableWriter> {
    public RejectionFormats(List<TableWriter> writers) {
        super(writers, TableWriter::format);
    }
}
