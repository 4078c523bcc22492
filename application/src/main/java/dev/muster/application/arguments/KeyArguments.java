package dev.muster.application.arguments;

import dev.muster.application.Refusal;
import dev.muster.domain.access.Role;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A key that is wanted, in what callers give as texts. */
public final class KeyArguments {
    private static final String ROLE = "role";
    private static final String LABEL = "label";
    private static final String EXPIRES_AT = "expires_at";

    private KeyArguments() {}

    /** Returns the names of the arguments. */
    public static List<String> names() {
        return List.of(ROLE, LABEL, EXPIRES_AT);
    }

    /**
     * Returns the role, which must be given.
     *
     * @throws Refusal {@code bad-parameter} if it is not, or is none
     */
    public static Role role(TextArguments arguments) {
        return arguments
                .oneOf(ROLE, List.of(Role.values()), Role::code)
                .orElseThrow(() -> new Refusal(new Problem(ProblemType.BAD_PARAMETER, "a key has a role")
                        .with("field", ROLE)
                        .with(
                                "allowed",
                                Stream.of(Role.values()).map(Role::code).toList())));
    }

    /** Returns the label; null if none is given. */
    public static @Nullable String label(TextArguments arguments) {
        return arguments.text(LABEL).orElse(null);
    }

    /**
     * Returns when the key is to expire; null if it is not to.
     *
     * @throws Refusal {@code bad-parameter} if that is no time with a zone
     */
    public static @Nullable Instant expiresAt(TextArguments arguments) {
        return arguments
                .parsed(EXPIRES_AT, KeyArguments::time, "a time such as 2030-12-31T23:59:59Z")
                .orElse(null);
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
