package dev.muster.adapters.in.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes values as JSON in UTF-8: records with their components as members, {@link Map}s with their members in the order in
 * which they iterate, {@link Iterable}s, texts, numbers, {@link Boolean}s, constants of enumerations by their names in
 * {@code kebab-case}, {@link Instant}s, {@link LocalDate}s, {@link JsonText}s and null. A component that is an {@link Optional} is no member if it
 * is empty; {@link Member} says more. Thread safe.
 */
public final class Json {
    // The target belongs to the caller, who may want to write more to it.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();

    /** A fraction of a second only if it is not zero, and then without trailing zeros; microseconds at most. */
    private static final DateTimeFormatter INSTANT = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
            .appendLiteral('Z')
            .toFormatter(Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Json() {}

    /** {@code value} as one line without line end. */
    public static byte[] bytes(@Nullable Object value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        try {
            write(value, out);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail to be written", e);
        }
        return out.toByteArray();
    }

    /** How many bytes {@code value} has as JSON. */
    static long size(@Nullable Object value) {
        Counting counted = new Counting();
        try {
            write(value, counted);
        } catch (IOException e) {
            throw new UncheckedIOException("counting does not fail", e);
        }
        return counted.size;
    }

    private static final class Counting extends OutputStream {
        private long size;

        @Override
        public void write(int b) {
            size++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            size += length;
        }
    }

    /**
     * Writes {@code value} as one line without line end; neither flushes nor closes {@code out}.
     *
     * @throws IllegalArgumentException if it holds something of a class that is not named above
     */
    public static void write(@Nullable Object value, OutputStream out) throws IOException {
        JsonGenerator generator = FACTORY.createGenerator(out);
        write(value, generator);
        // Not if that failed: the generator would write to an output that has failed, and hide its failure behind
        // another.
        generator.close();
    }

    /** A point in time as all answers show it, such as {@code 2021-11-07T02:48:42Z}. */
    public static String text(Instant instant) {
        return INSTANT.format(instant);
    }

    private static void write(@Nullable Object value, JsonGenerator json) throws IOException {
        switch (value) {
            case null -> json.writeNull();
            case JsonText text -> json.writeRawValue(text.json());
            case Record object -> writeObject(object, json);
            case Map<?, ?> object -> writeObject(object, json);
            case Iterable<?> items -> {
                json.writeStartArray();
                for (Object item : items) {
                    write(item, json);
                }
                json.writeEndArray();
            }
            case String text -> json.writeString(wellFormed(text));
            case Long number -> json.writeNumber(number);
            case Integer number -> json.writeNumber(number);
            case Double number -> json.writeNumber(number);
            case BigDecimal number ->
                json.writeNumber(number.stripTrailingZeros().toPlainString());
            case Boolean bool -> json.writeBoolean(bool);
            case Enum<?> constant ->
                json.writeString(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'));
            case Instant instant -> json.writeString(text(instant));
            case LocalDate date -> json.writeString(date.toString());
            default ->
                throw new IllegalArgumentException(
                        "%s has no form in JSON".formatted(value.getClass().getName()));
        }
    }

    private static void writeObject(Object object, JsonGenerator json) throws IOException {
        json.writeStartObject();
        writeMembers(object, json);
        json.writeEndObject();
    }

    private static void writeMembers(Object object, JsonGenerator json) throws IOException {
        if (object instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> member : map.entrySet()) {
                writeMember(String.valueOf(member.getKey()), member.getValue(), json);
            }
            return;
        }
        for (Component component : COMPONENTS.get(object.getClass())) {
            Object value = component.of(object);
            if (component.unwrapped() && value != null) {
                writeMembers(value, json);
            } else if (!(value instanceof Optional<?> optional)) {
                writeMember(component.name(), value, json);
            } else if (optional.isPresent()) {
                writeMember(component.name(), optional.get(), json);
            }
        }
    }

    private static void writeMember(String name, @Nullable Object value, JsonGenerator json) throws IOException {
        json.writeFieldName(wellFormed(name));
        write(value, json);
    }

    /** The components of each class of records: looking them up takes longer than writing them. */
    private static final ClassValue<List<Component>> COMPONENTS = new ClassValue<>() {
        @Override
        protected List<Component> computeValue(Class<?> type) {
            return Stream.of(type.getRecordComponents()).map(Component::of).toList();
        }
    };

    /**
     * A component of a class of records.
     *
     * @param name of its member
     */
    private record Component(String name, boolean unwrapped, Method accessor) {
        static Component of(RecordComponent component) {
            component.getAccessor().setAccessible(true);
            return new Component(Json.name(component), isUnwrapped(component), component.getAccessor());
        }

        @Nullable
        Object of(Object object) {
            try {
                return accessor.invoke(object);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("%s cannot be read".formatted(accessor), e);
            }
        }
    }

    /** The name of the member that a component of a record is. */
    static String name(RecordComponent component) {
        Member member = component.getAnnotation(Member.class);
        return member != null && !member.name().isEmpty()
                ? member.name()
                : component.getName().replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    /** Whether the members of a component's value stand in its place. */
    static boolean isUnwrapped(RecordComponent component) {
        Member member = component.getAnnotation(Member.class);
        return member != null && member.unwrapped();
    }

    /** Half of a surrogate pair has no form in UTF-8; a message that repeats one must not fail for it. */
    private static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < Character.MIN_SURROGATE) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return text.codePoints()
                        .map(point ->
                                point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 0xFFFD : point)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            }
        }
        return text;
    }
}
