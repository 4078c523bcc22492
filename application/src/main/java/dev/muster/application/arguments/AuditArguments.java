package dev.muster.application.arguments;

import dev.muster.application.port.AuditLog;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** The arguments that choose entries of the audit. */
public final class AuditArguments {
    /** What follows on a part of the entries, for messages. */
    public static final String WHAT_AN_ID_IS = "the id of an entry";

    private static final List<String> NAMES = PageRequest.parameters("actor", "action", "since");

    private AuditArguments() {}

    /** Returns the names of the arguments. */
    public static List<String> names() {
        return NAMES;
    }

    /**
     * Returns which entries are looked for.
     *
     * @throws dev.muster.application.Refusal {@code bad-parameter} if {@code since} is no time
     */
    public static AuditLog.Filter filter(TextArguments arguments) {
        return new AuditLog.Filter(
                arguments.text("actor").orElse(null),
                arguments.text("action").orElse(null),
                arguments
                        .parsed("since", AuditArguments::instant, "a time such as 2026-01-31T00:00:00Z")
                        .orElse(null));
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Returns the part of the entries that is asked for; they are told apart by their ids. */
    public static PageRequest<Long> page(TextArguments arguments) {
        return PageRequest.of(arguments, AuditArguments::id, WHAT_AN_ID_IS);
    }

    /** Reads the id of an entry; empty if the text is none. */
    public static Optional<Long> id(String text) {
        return text.matches("[0-9]{1,18}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
    }
}
