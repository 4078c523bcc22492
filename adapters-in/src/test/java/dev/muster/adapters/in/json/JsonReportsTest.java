package dev.muster.adapters.in.json;

import dev.muster.application.contract.ReportWriterContract;
import dev.muster.application.port.ReportWriter;

class JsonReportsTest extends ReportWriterContract {
    @Override
    protected ReportWriter writer() {
        return JsonReports.writer();
    }
}
