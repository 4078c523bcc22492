package dev.muster.domain.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A field of a dataset. Immutable: methods that change something return changed copies, so that a descriptor reads as
 * one line for each field: {@code Field.integer("user_id", 1, 9).alias("userId").references("users")}.
 *
 * @param name the field's name in JSON, CSV headers, databases and files: {@code snake_case}, unique in its dataset
 * @param title the name for people, in tables and charts
 * @param description what the values mean, one sentence without a final full stop
 * @param aliases further names accepted on input; one with dots is the path of a value in nested JSON
 * @param required whether a record without a value is rejected
 * @param defaultText the text that takes the place of an absent or blank value, or null
 * @param constraints rules beyond the type, all checked
 * @param normalisers applied to texts in this order
 * @param reference the dataset whose keys are the values, or null
 * @param personal whether the values tell something of a person
 */
public record Field(
        String name,
        FieldType type,
        String title,
        String description,
        List<String> aliases,
        boolean required,
        @Nullable String defaultText,
        List<Constraint> constraints,
        List<Normaliser> normalisers,
        @Nullable Reference reference,
        boolean personal) {

    /** Most code points of a text, unless its field says otherwise. */
    public static final int DEFAULT_TEXT_LENGTH = 255;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    public Field {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("field name '%s' is not snake_case".formatted(name));
        }
        aliases = List.copyOf(aliases);
        constraints = List.copyOf(constraints);
        normalisers = List.copyOf(normalisers);
        if (!normalisers.isEmpty() && !(type instanceof FieldType.TextType)) {
            throw new IllegalArgumentException("field %s is no text but has normalisers".formatted(name));
        }
        for (Constraint constraint : constraints) {
            if (!constraint.fits(type)) {
                throw new IllegalArgumentException(
                        "field %s is of type %s, to which rule %s does not apply".formatted(name, type, constraint));
            }
            if (constraint instanceof Constraint.OneOf(List<String> allowed)) {
                for (String text : allowed) {
                    if (!text.equals(normalForm(text, normalisers))) {
                        throw new IllegalArgumentException(
                                "field %s allows '%s' but never holds it: normalised it is '%s'"
                                        .formatted(name, text, normalForm(text, normalisers)));
                    }
                }
            }
        }
        if (defaultText != null && normalForm(defaultText, normalisers).isEmpty()) {
            throw new IllegalArgumentException("the default of field %s is blank".formatted(name));
        }
    }

    /** Returns a required field of whole numbers from {@code min} to {@code max}. */
    public static Field integer(String name, long min, long max, String description) {
        return of(name, new FieldType.IntegerType(min, max), description);
    }

    /** Returns a required text of 1 to {@value #DEFAULT_TEXT_LENGTH} code points. */
    public static Field text(String name, String description) {
        return text(name, DEFAULT_TEXT_LENGTH, description);
    }

    /** Returns a required text of 1 to {@code maxCodePoints} code points. */
    public static Field text(String name, int maxCodePoints, String description) {
        return of(name, new FieldType.TextType(maxCodePoints), description);
    }

    /** Returns a required decimal number with at most 15 integer digits and {@code scale} decimals. */
    public static Field decimal(String name, int scale, String description) {
        return of(name, new FieldType.DecimalType(15, scale), description);
    }

    /** Returns a required point in time. */
    public static Field instant(String name, String description) {
        return of(name, new FieldType.InstantType(), description);
    }

    private static Field of(String name, FieldType type, String description) {
        String title = name.substring(0, 1).toUpperCase(Locale.ROOT)
                + name.substring(1).replace('_', ' ');
        return new Field(name, type, title, description, List.of(), true, null, List.of(), List.of(), null, false);
    }

    /** Returns {@code text} as this field stores it, trimmed and normalised; an empty text if nothing is left. */
    public String normalForm(String text) {
        return normalForm(text, normalisers);
    }

    private static String normalForm(String text, List<Normaliser> normalisers) {
        String result = WhiteSpace.trim(text);
        for (Normaliser normaliser : normalisers) {
            result = result.isEmpty() ? result : normaliser.apply(result);
        }
        return result;
    }

    /** Returns this field with another name for people. */
    public Field titled(String newTitle) {
        return new Field(
                name,
                type,
                newTitle,
                description,
                aliases,
                required,
                defaultText,
                constraints,
                normalisers,
                reference,
                personal);
    }

    /** Returns this field with further names on input. */
    public Field alias(String... names) {
        List<String> all = new ArrayList<>(aliases);
        all.addAll(List.of(names));
        return new Field(
                name,
                type,
                title,
                description,
                all,
                required,
                defaultText,
                constraints,
                normalisers,
                reference,
                personal);
    }

    /** Returns this field, but stores an absent or blank value as null. */
    public Field optional() {
        return new Field(
                name,
                type,
                title,
                description,
                aliases,
                false,
                defaultText,
                constraints,
                normalisers,
                reference,
                personal);
    }

    /** Returns this field, but reads an absent or blank value as {@code text}. */
    public Field orElse(String text) {
        return new Field(
                name, type, title, description, aliases, false, text, constraints, normalisers, reference, personal);
    }

    /** Returns this field with a further rule. */
    public Field must(Constraint constraint) {
        List<Constraint> all = new ArrayList<>(constraints);
        all.add(constraint);
        return new Field(
                name, type, title, description, aliases, required, defaultText, all, normalisers, reference, personal);
    }

    /** Returns this field with further normalisers. */
    public Field normalised(Normaliser... more) {
        List<Normaliser> all = new ArrayList<>(normalisers);
        all.addAll(List.of(more));
        return new Field(
                name, type, title, description, aliases, required, defaultText, constraints, all, reference, personal);
    }

    /** Returns this field; its values are keys of {@code dataset}. */
    public Field references(String dataset) {
        return new Field(
                name,
                type,
                title,
                description,
                aliases,
                required,
                defaultText,
                constraints,
                normalisers,
                new Reference(dataset),
                personal);
    }

    /** Returns this field; its values tell something of a person. */
    public Field ofPerson() {
        return new Field(
                name,
                type,
                title,
                description,
                aliases,
                required,
                defaultText,
                constraints,
                normalisers,
                reference,
                true);
    }
}
