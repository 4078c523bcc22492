package dev.muster.adapters.out.pages;

import dev.muster.application.port.ChartRenderer;
import dev.muster.application.port.ReportWriter;

/** Pages for people. */
public final class Pages {
    private Pages() {}

    /** Reports in HTML, with their charts in them: fit to be mailed, or printed by a browser. */
    public static ReportWriter html(ChartRenderer charts) {
        return new HtmlReportWriter(charts);
    }
}
