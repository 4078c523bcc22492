package dev.muster.application.arguments;

import dev.muster.application.Refusal;
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
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which records and rejections somebody asks for, the same for lists, files and commands. */
public final class Filters {
    private static final List<String> OF_REJECTIONS = List.of("run", "dataset", "code", "field", "value", "status");

    private Filters() {}

    /** The names of the arguments that choose records, and further ones. */
    public static List<String> ofRecords(Dataset dataset, List<String> further) {
        return Stream.concat(dataset.fields().stream().map(Field::name), further.stream())
                .toList();
    }

    /** The names of the arguments that choose rejections, and further ones. */
    public static List<String> ofRejections(String... further) {
        return Stream.concat(OF_REJECTIONS.stream(), Stream.of(further)).toList();
    }

    /**
     * The values that records are to have, by 0-based index of their fields.
     *
     * @throws Refusal {@code bad-parameter} if a field cannot have the value that is given for it
     */
    public static Map<Integer, Object> records(Dataset dataset, TextArguments arguments, Instant now) {
        Map<Integer, Object> equal = new LinkedHashMap<>();
        for (int i = 0; i < dataset.fields().size(); i++) {
            Field field = dataset.fields().get(i);
            String text = arguments.text(field.name()).orElse(null);
            if (text != null) {
                equal.put(i, value(field, text, now));
            }
        }
        return equal;
    }

    /**
     * The value that a text is in a field.
     *
     * @throws Refusal {@code bad-parameter} if the field cannot have it
     */
    public static Object value(Field field, String text, Instant now) {
        return switch (RecordValidator.validate(field, text, now)) {
            case Verdict.Accepted(var row) -> {
                Object value = row.get(0);
                if (value == null) {
                    throw refusal(field, field.name() + " is blank");
                }
                yield value;
            }
            case Verdict.Rejected(var reasons, var key) ->
                throw refusal(field, reasons.getFirst().message());
        };
    }

    private static Refusal refusal(Field field, String detail) {
        return new Refusal(new Problem(ProblemType.BAD_PARAMETER, detail).with("field", field.name()));
    }

    /**
     * The rejections that are asked for.
     *
     * @throws Refusal {@code bad-parameter} if an argument has a value that is not allowed
     */
    public static RejectionStore.Filter rejections(TextArguments arguments, Datasets datasets) {
        return new RejectionStore.Filter(
                arguments.parsed("run", RunId::parse, "the id of a run").orElse(null),
                datasets.in(arguments).map(Dataset::name).orElse(null),
                code(arguments),
                arguments.text("field").orElse(null),
                arguments.text("value").orElse(null),
                arguments
                        .oneOf("status", List.of(Rejection.Status.values()), Rejection.Status::code)
                        .orElse(null));
    }

    private static @Nullable String code(TextArguments arguments) {
        return arguments
                .oneOf("code", List.of(ReasonCode.values()), ReasonCode::code)
                .map(ReasonCode::code)
                .orElse(null);
    }
}
