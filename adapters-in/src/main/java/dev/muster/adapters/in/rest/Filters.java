package dev.muster.adapters.in.rest;

import dev.muster.application.Refusal;
import dev.muster.application.TextArguments;
import dev.muster.application.port.RejectionStore;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.intake.RecordValidator;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.intake.Verdict;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.RunId;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which records and rejections a query asks for, the same for lists and for files. */
@Singleton
record Filters(Datasets datasets, InstantSource clock) {
    private static final List<String> OF_REJECTIONS = List.of("run", "dataset", "code", "status");

    /** The names of the parameters that choose records, and further ones. */
    static List<String> ofRecords(Dataset dataset, List<String> further) {
        return with(dataset.fields().stream().map(Field::name).toList(), further);
    }

    /** The names of the parameters that choose rejections, and further ones. */
    static List<String> ofRejections(String... further) {
        return with(OF_REJECTIONS, Arrays.asList(further));
    }

    private static List<String> with(List<String> names, List<String> further) {
        List<String> all = new ArrayList<>(names);
        all.addAll(further);
        return all;
    }

    /** The values that records are to have, by 0-based index of their fields. */
    Map<Integer, Object> records(Dataset dataset, TextArguments query) {
        Map<Integer, Object> equal = new LinkedHashMap<>();
        for (int i = 0; i < dataset.fields().size(); i++) {
            Field field = dataset.fields().get(i);
            Optional<String> text = query.text(field.name());
            if (text.isPresent()) {
                switch (RecordValidator.validate(field, text.get(), clock.instant())) {
                    case Verdict.Accepted(var row) when row.get(0) != null -> equal.put(i, row.get(0));
                    case Verdict.Accepted blank -> throw refusal(field, field.name() + " is blank");
                    case Verdict.Rejected(var reasons) ->
                        throw refusal(field, reasons.getFirst().message());
                }
            }
        }
        return equal;
    }

    private static Refusal refusal(Field field, String detail) {
        return new Refusal(new Problem(ProblemType.BAD_PARAMETER, detail).with("field", field.name()));
    }

    /** The rejections that are asked for. */
    RejectionStore.Filter rejections(TextArguments query) {
        return new RejectionStore.Filter(
                query.parsed("run", RunId::parse, "the id of a run").orElse(null),
                datasets.in(query).map(Dataset::name).orElse(null),
                query.oneOf("code", List.of(ReasonCode.values()), ReasonCode::code)
                        .map(ReasonCode::code)
                        .orElse(null),
                query.oneOf("status", List.of(Rejection.Status.values()), Rejection.Status::code)
                        .orElse(null));
    }
}
