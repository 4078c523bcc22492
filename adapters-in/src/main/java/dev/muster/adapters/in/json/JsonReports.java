package dev.muster.adapters.in.json;

import dev.muster.application.port.ReportWriter;
import dev.muster.domain.report.ReportResult;
import java.io.IOException;
import java.io.OutputStream;

/** Reports as JSON documents. */
public final class JsonReports {
    private JsonReports() {}

    /** Writes what the API answers for a report. */
    public static ReportWriter writer() {
        return new Writer();
    }

    private static final class Writer implements ReportWriter {
        @Override
        public String format() {
            return "json";
        }

        @Override
        public String mediaType() {
            return "application/json";
        }

        @Override
        public Kind kind() {
            return Kind.DATA;
        }

        @Override
        public void write(ReportResult result, Options options, OutputStream out) throws IOException {
            Json.write(ReportView.of(result), out);
        }
    }
}
