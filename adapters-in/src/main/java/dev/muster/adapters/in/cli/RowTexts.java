package dev.muster.adapters.in.cli;

import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.intake.RecordValidator;
import dev.muster.domain.intake.Verdict;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values of rows by the texts that are typed. */
final class RowTexts {
    private RowTexts() {}

    /**
     * What rows are to have, by 0-based index of a field.
     *
     * @param texts by name of a field
     * @throws CommandFailed if there is no such field, or it cannot have such a value
     */
    static Map<Integer, Object> filter(Dataset dataset, Map<String, String> texts, Instant now) {
        List<String> names = dataset.fields().stream().map(Field::name).toList();
        Map<Integer, Object> equal = new LinkedHashMap<>();
        texts.forEach((name, text) -> {
            int index = names.indexOf(name);
            if (index < 0) {
                throw CommandFailed.usage("%s have no field '%s'; there are %s"
                        .formatted(dataset.name(), name, String.join(", ", names)));
            }
            equal.put(index, value(dataset.fields().get(index), text, now));
        });
        return equal;
    }

    /**
     * The value that a text is in a field.
     *
     * @throws CommandFailed if the field cannot have it
     */
    static Object value(Field field, String text, Instant now) {
        return switch (RecordValidator.validate(field, text, now)) {
            case Verdict.Accepted(var row) -> {
                Object value = row.get(0);
                if (value == null) {
                    throw CommandFailed.usage("the value of %s is blank".formatted(field.name()));
                }
                yield value;
            }
            case Verdict.Rejected(var reasons) ->
                throw CommandFailed.usage(reasons.getFirst().message());
        };
    }
}
