package dev.muster.domain.dataset;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Tells one version of a descriptor from another. It is a digest of a canonical text of everything that decides how a
 * record is judged. It leaves out names and descriptions for people, as the schema fingerprints of Avro do. The record
 * patterns name every component, so that a new component does not compile until someone decides here whether it counts.
 */
final class Fingerprint {
    private static final int HEX_DIGITS = 12;

    private final StringBuilder text = new StringBuilder();

    private Fingerprint() {}

    static String of(Dataset dataset) {
        Fingerprint fingerprint = new Fingerprint();
        fingerprint.add(dataset.name(), dataset.keyField().name());
        dataset.fields().forEach(fingerprint::add);
        byte[] bytes = fingerprint.text.toString().getBytes(StandardCharsets.UTF_8);
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))
                    .substring(0, HEX_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private void add(Field field) {
        switch (field) {
            case Field(
                    String name,
                    FieldType type,
                    String _,
                    String _,
                    List<String> aliases,
                    boolean required,
                    String defaultText,
                    List<Constraint> constraints,
                    List<Normaliser> normalisers,
                    Reference reference,
                    boolean personal) -> {
                add("field", name, required);
                add(type);
                aliases.stream().sorted().forEach(alias -> add("alias", alias));
                if (defaultText != null) {
                    add("default", defaultText);
                }
                // Their order counts, because the reasons of a rejection have the same order.
                constraints.forEach(this::add);
                normalisers.forEach(normaliser -> add("normaliser", normaliser.name()));
                if (reference != null) {
                    add("references", reference.dataset());
                }
            }
        }
    }

    private void add(FieldType type) {
        switch (type) {
            case FieldType.IntegerType(long min, long max) -> add("integer", min, max);
            case FieldType.DecimalType(int integerDigits, int scale) -> add("decimal", integerDigits, scale);
            case FieldType.TextType(int maxCodePoints) -> add("text", maxCodePoints);
            case FieldType.InstantType() -> add("instant");
        }
    }

    private void add(Constraint constraint) {
        switch (constraint) {
            case Constraint.Positive() -> add("positive");
            case Constraint.OneOf(List<String> allowed) -> {
                add("one of", allowed.size());
                allowed.stream().sorted().forEach(this::add);
            }
            case Constraint.Matches(Pattern pattern, String _) -> add("matches", pattern.pattern(), pattern.flags());
            case Constraint.NotInFuture() -> add("not in future");
        }
    }

    /** Adds each part with its length before it, so that no two descriptors have the same text. */
    private void add(Object... parts) {
        for (Object part : parts) {
            String written = part.toString();
            text.append(written.length()).append(':').append(written);
        }
    }
}
