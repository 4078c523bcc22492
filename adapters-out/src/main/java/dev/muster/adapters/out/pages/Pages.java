package dev.muster.adapters.out.pages;

import dev.muster.application.port.ChartRenderer;
import dev.muster.application.port.ReportWriter;

/** Hands out the writers of pages. */
public final class Pages {
    private Pages() {}

    /** Returns a writer of reports in HTML with their charts in them. People can mail a page, or print it in a browser. */
    public static ReportWriter html(ChartRenderer charts) {
        return new HtmlReportWriter(charts);
    }
}
