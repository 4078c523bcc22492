package dev.muster.wiring;

import dev.muster.domain.content.ContentDatasets;
import dev.muster.domain.content.ContentPipeline;
import dev.muster.domain.content.ContentReports;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.hiring.HiringDatasets;
import dev.muster.domain.hiring.HiringPipeline;
import dev.muster.domain.hiring.HiringReports;
import dev.muster.domain.payments.PaymentDatasets;
import dev.muster.domain.payments.PaymentReports;
import dev.muster.domain.pipeline.Pipeline;
import dev.muster.domain.report.ReportCatalog;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

/** The datasets and reports of this installation: a new dataset is a line here, a new field of reports, too. */
final class BuiltIn {
    private BuiltIn() {}

    /**
     * @param currencies that transactions may have
     */
    static Catalog datasets(List<String> currencies) {
        return new Catalog(List.of(
                HiringDatasets.DEPARTMENTS,
                HiringDatasets.JOBS,
                HiringDatasets.HIRED_EMPLOYEES,
                PaymentDatasets.transactions(currencies),
                ContentDatasets.USERS,
                ContentDatasets.POSTS,
                ContentDatasets.COMMENTS));
    }

    /**
     * The pipelines that need no declaration.
     *
     * @param api the address of the REST API that content comes from
     * @param hiringFiles what the names of the hiring files follow
     */
    static List<Pipeline> pipelines(URI api, String hiringFiles) {
        return List.of(ContentPipeline.of(api), HiringPipeline.of(hiringFiles));
    }

    /** Those on datasets; the ones on the ledger come by themselves. */
    static ReportCatalog reports(Catalog datasets) {
        return new ReportCatalog(
                datasets,
                Stream.of(HiringReports.ALL, ContentReports.ALL, PaymentReports.ALL)
                        .flatMap(List::stream)
                        .toList(),
                List.of(HiringReports.WORKBOOK));
    }
}
