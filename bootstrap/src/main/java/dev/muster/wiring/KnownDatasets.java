package dev.muster.wiring;

import dev.muster.domain.content.ContentDatasets;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.hiring.HiringDatasets;
import dev.muster.domain.payments.PaymentDatasets;
import java.util.List;

/** The datasets of this installation: a new one is a line here. */
final class KnownDatasets {
    private KnownDatasets() {}

    /**
     * @param currencies that transactions may have
     */
    static Catalog catalog(List<String> currencies) {
        return new Catalog(List.of(
                HiringDatasets.DEPARTMENTS,
                HiringDatasets.JOBS,
                HiringDatasets.HIRED_EMPLOYEES,
                PaymentDatasets.transactions(currencies),
                ContentDatasets.USERS,
                ContentDatasets.POSTS,
                ContentDatasets.COMMENTS));
    }
}
