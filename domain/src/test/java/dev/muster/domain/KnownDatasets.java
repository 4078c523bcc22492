package dev.muster.domain;

import dev.muster.domain.content.ContentDatasets;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Constraint;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.Normaliser;
import dev.muster.domain.hiring.HiringDatasets;
import dev.muster.domain.payments.PaymentDatasets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Every dataset that tests know: those built in, and one that has what none of those has. */
public final class KnownDatasets {
    public static final Catalog BUILT_IN = new Catalog(List.of(
            HiringDatasets.DEPARTMENTS,
            HiringDatasets.JOBS,
            HiringDatasets.HIRED_EMPLOYEES,
            PaymentDatasets.transactions(List.of("USD", "EUR", "GBP", "AUD")),
            ContentDatasets.USERS,
            ContentDatasets.POSTS,
            ContentDatasets.COMMENTS));

    /** Types at their limits and rules together that no dataset built in has. */
    public static final Dataset SPECIMENS = new Dataset(
            "specimens",
            "Specimens",
            "Fields at the limits of their types.",
            "any_long",
            List.of(
                    Field.integer("any_long", Long.MIN_VALUE, Long.MAX_VALUE, "Any long"),
                    Field.integer("small", -10, 10, "A number of one digit").optional(),
                    Field.integer("count", -10, 10, "A number that must be positive")
                            .must(new Constraint.Positive())
                            .orElse("007"),
                    Field.decimal("units", 0, "A decimal without decimals").optional(),
                    Field.text("letter", 1, "One character").optional(),
                    Field.text("colour", "A text of few, case sensitive")
                            .must(new Constraint.OneOf(List.of("red", "green")))
                            .must(new Constraint.Matches(Pattern.compile("[a-z]*"), "lower-case letters"))
                            .optional(),
                    Field.text("extension", "A phone number that has a default")
                            .normalised(Normaliser.PHONE)
                            .orElse("(0)")));

    public static final Catalog ALL = new Catalog(
            Stream.concat(BUILT_IN.all().stream(), Stream.of(SPECIMENS)).toList());

    private KnownDatasets() {}
}
