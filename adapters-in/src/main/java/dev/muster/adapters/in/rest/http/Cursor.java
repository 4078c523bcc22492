package dev.muster.adapters.in.rest.http;

import dev.muster.application.arguments.PageRequest;
import dev.muster.application.arguments.TextArguments;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.intake.RecordValidator;
import dev.muster.domain.intake.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** The place at which a list of records goes on: a key as Base64, which needs no encoding in an address. */
public final class Cursor {
    private Cursor() {}

    public static String of(Object key) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(key.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the part of a list of records that is asked for. */
    public static PageRequest<Object> page(TextArguments query, Dataset dataset, Instant now) {
        return PageRequest.of(query, text -> key(dataset, text, now), "what a list gave as next");
    }

    /** Returns the key that a cursor stands for; empty if the dataset cannot have such a key. */
    private static Optional<Object> key(Dataset dataset, String cursor, Instant now) {
        try {
            return value(
                    dataset.keyField(), new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8), now);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Returns the value of a text in {@code field}; empty if the field cannot hold it. */
    public static Optional<Object> value(Field field, String text, Instant now) {
        return switch (RecordValidator.validate(field, text, now)) {
            case Verdict.Accepted(var row) -> Optional.ofNullable(row.get(0));
            case Verdict.Rejected rejected -> Optional.empty();
        };
    }
}
