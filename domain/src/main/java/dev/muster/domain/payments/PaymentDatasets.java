package dev.muster.domain.payments;

import dev.muster.domain.dataset.Constraint;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.Normaliser;
import java.util.List;

/** The descriptors of the payment datasets. */
public final class PaymentDatasets {
    /** Most decimals of an amount. */
    static final int AMOUNT_SCALE = 4;

    private PaymentDatasets() {}

    /**
     * Transactions in the given currencies.
     *
     * @param currencies codes in upper case, at least one
     */
    public static Dataset transactions(List<String> currencies) {
        return new Dataset(
                "transactions",
                "Transactions",
                "Payments that were received.",
                "external_id",
                List.of(
                        Field.text("external_id", "Identifier that the sender gave the transaction"),
                        Field.decimal("amount", AMOUNT_SCALE, "What was paid, in the currency's main unit")
                                .must(new Constraint.Positive()),
                        Field.text("currency", "Code of the currency")
                                .normalised(Normaliser.UPPER_CASE)
                                .must(new Constraint.OneOf(currencies))
                                .orElse("USD"),
                        Field.text("source_channel", "Where the transaction came from"),
                        Field.instant("occurred_at", "When the transaction took place")
                                .alias("timestamp")
                                .must(new Constraint.NotInFuture())
                                .optional()));
    }
}
