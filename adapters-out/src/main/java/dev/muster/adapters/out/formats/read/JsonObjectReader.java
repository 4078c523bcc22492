package dev.muster.adapters.out.formats.read;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.muster.application.port.RecordDecoder;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.WhiteSpace;
import dev.muster.domain.intake.RawRecord;
import dev.muster.domain.intake.RawRecord.Kind;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.ReasonCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON text of one record. The text is decoded before it is parsed, so that bytes that are no text do not end the
 * parsing: they travel on as lone surrogates, like those that escapes may give, and come out as bytes that are no UTF-8 in
 * the value where they stand. Not thread safe.
 */
final class JsonObjectReader {

    static final int MAX_DEPTH = 64;

    /** Faults that are reported for one record. */
    private static final int MAX_FAULTS = 100;

    /** Characters of an object or array in the place of a value that are kept to be shown. */
    private static final int SHOWN_LENGTH = 2 * Reason.MAX_VALUE_LENGTH;

    /** No table of names: it would let an input that invents names fill the memory of all readers. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(RecordDecoder.MAX_RECORD_BYTES)
                    .maxStringLength(RecordDecoder.MAX_RECORD_BYTES)
                    .maxNameLength(RecordDecoder.MAX_RECORD_BYTES)
                    .build())
            .build();

    private final Dataset dataset;
    private final JsonMember root;
    private final long[] fieldLastSeen;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();

    private CharBuffer text = CharBuffer.allocate(1024);
    private byte[] values = new byte[1024];
    private int valuesEnd;
    private long reading;
    private long unreported;
    private String firstUnreported = "";

    JsonObjectReader(Dataset dataset) {
        this.dataset = dataset;
        this.root = JsonMember.root(dataset);
        this.fieldLastSeen = new long[dataset.fields().size()];
    }

    /** Why a text is not JSON. */
    sealed interface Broken {

        /**
         * There is something in the text that cannot be there.
         *
         * @param lineEnds line ends in the text before the place
         * @param column 1-based place in its line, in characters
         */
        record Syntax(int lineEnds, int column) implements Broken {}

        /** The text ends before the JSON does. */
        record EndsEarly() implements Broken {}

        /** There are more than {@link #MAX_DEPTH} levels. */
        record TooDeep() implements Broken {}
    }

    /**
     * Sets the values and faults of {@code record} from the JSON text in bytes {@code start} (included) to {@code end}
     * (excluded). The values are held by this reader until it reads again.
     *
     * @return null, or why the text is not JSON; the record may then have some of its values and faults
     */
    @Nullable
    Broken read(byte[] bytes, int start, int end, RawRecord record) {
        decode(bytes, start, end);
        valuesEnd = 0;
        reading++;
        unreported = 0;
        try (JsonParser parser = FACTORY.createParser(text.array(), 0, text.position())) {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_OBJECT) {
                readMembers(parser, root, record);
            } else {
                parser.skipChildren();
                record.fault(Reason.ofRecord(
                        ReasonCode.WRONG_TYPE,
                        "a record must be a JSON object, not " + (token == null ? "nothing" : nameOf(token))));
            }
            if (unreported > 0) {
                record.fault(new Reason(
                        ReasonCode.UNKNOWN_FIELD,
                        firstUnreported,
                        null,
                        "%s more members are no fields or there twice".formatted(unreported)));
            }
            return parser.nextToken() == null ? null : syntax(parser.currentTokenLocation());
        } catch (StreamConstraintsException e) {
            return new Broken.TooDeep();
        } catch (JsonEOFException e) {
            return new Broken.EndsEarly();
        } catch (JsonProcessingException e) {
            return syntax(e.getLocation());
        } catch (IOException e) {
            throw new IllegalStateException("text in memory cannot be read", e);
        }
    }

    private static Broken syntax(JsonLocation location) {
        return new Broken.Syntax(location.getLineNr() - 1, location.getColumnNr());
    }

    private void readMembers(JsonParser parser, JsonMember parent, RawRecord record) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            JsonMember member = parent.get(name);
            if (member == null) {
                String path = shown(parent.pathOf(name));
                boolean holdsRecords = token == JsonToken.START_ARRAY && parser.nextToken() == JsonToken.START_OBJECT;
                fault(
                        record,
                        ReasonCode.UNKNOWN_FIELD,
                        path,
                        "'%s' is no field of %s%s%s"
                                .formatted(
                                        path,
                                        dataset.name(),
                                        WhiteSpace.invisible(name),
                                        holdsRecords ? "; if it holds the records, send the array under " + path : ""));
                skip(parser, token);
                continue;
            }
            boolean first = member.see(reading);
            if (token == JsonToken.START_OBJECT && member.holdsMembers()) {
                if (!first) {
                    twice(record, member);
                }
                readMembers(parser, member, record);
            } else if (member.field() == JsonMember.NO_FIELD) {
                if (!first) {
                    twice(record, member);
                } else if (token == JsonToken.VALUE_NULL) {
                    member.fields()
                            .filter(field -> record.kind(field) == Kind.ABSENT)
                            .forEach(field -> record.set(field, Kind.NULL, values, valuesEnd, valuesEnd));
                } else {
                    String message = "%s must be an object, not %s".formatted(member.path(), nameOf(token));
                    fault(record, ReasonCode.WRONG_TYPE, member.path(), message);
                }
                parser.skipChildren();
            } else {
                first &= fieldLastSeen[member.field()] != reading;
                fieldLastSeen[member.field()] = reading;
                if (!first) {
                    twice(record, member);
                }
                readValue(parser, token, member.field(), record);
            }
        }
    }

    /** Skips the rest of a value that began with {@code first}; the parser is at that, or at what follows it. */
    private static void skip(JsonParser parser, JsonToken first) throws IOException {
        if (first == JsonToken.START_ARRAY) {
            while (parser.currentToken() != JsonToken.END_ARRAY) {
                parser.skipChildren();
                parser.nextToken();
            }
        } else {
            parser.skipChildren();
        }
    }

    private void readValue(JsonParser parser, JsonToken token, int field, RawRecord record) throws IOException {
        switch (token) {
            case VALUE_STRING -> setText(parser, Kind.TEXT, field, record);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> setText(parser, Kind.NUMBER, field, record);
            case VALUE_TRUE, VALUE_FALSE -> setText(parser, Kind.BOOLEAN, field, record);
            case VALUE_NULL -> record.set(field, Kind.NULL, values, valuesEnd, valuesEnd);
            case START_OBJECT -> setSource(parser, Kind.OBJECT, field, record);
            case START_ARRAY -> setSource(parser, Kind.ARRAY, field, record);
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new IllegalStateException("%s is no value".formatted(token));
        }
    }

    private void setText(JsonParser parser, Kind kind, int field, RawRecord record) throws IOException {
        int start = encode(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
        record.set(field, kind, values, start, valuesEnd);
    }

    /** Sets a value to the beginning of its JSON, for people to see. */
    private void setSource(JsonParser parser, Kind kind, int field, RawRecord record) throws IOException {
        int from = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        int length = (int) parser.currentLocation().getCharOffset() - from;
        int shown = Math.min(length, SHOWN_LENGTH);
        if (shown < length && Character.isHighSurrogate(text.array()[from + shown - 1])) {
            shown--;
        }
        int start = encode(text.array(), from, shown);
        record.set(field, kind, values, start, valuesEnd);
    }

    private void twice(RawRecord record, JsonMember member) {
        String name = member.field() == JsonMember.NO_FIELD
                ? member.path()
                : dataset.fields().get(member.field()).name();
        fault(record, ReasonCode.DUPLICATE_FIELD, name, name + " is there more than once");
    }

    private void fault(RawRecord record, ReasonCode code, String field, String message) {
        if (record.faults().size() < MAX_FAULTS) {
            Reason reason = new Reason(code, field, null, message);
            if (!record.faults().contains(reason)) {
                record.fault(reason);
            }
        } else if (unreported++ == 0) {
            firstUnreported = field;
        }
    }

    /** A name from the input as it may be shown: not too long, and with nothing that is no text. */
    private static String shown(String name) {
        String cut =
                name.length() <= Reason.MAX_VALUE_LENGTH ? name : name.substring(0, Reason.MAX_VALUE_LENGTH - 1) + "…";
        // Encoding replaces lone surrogates by question marks.
        return new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static String nameOf(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NULL -> "null";
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new IllegalStateException("%s is no value".formatted(token));
        };
    }

    private void decode(byte[] bytes, int start, int end) {
        if (text.capacity() < end - start) {
            text = CharBuffer.allocate(Math.max(end - start, 2 * text.capacity()));
        }
        text.clear();
        ByteBuffer utf8 = ByteBuffer.wrap(bytes, start, end - start);
        decoder.reset();
        CoderResult result = decoder.decode(utf8, text, true);
        while (result.isError()) {
            for (int i = 0; i < result.length(); i++) {
                text.put(Wtf8.ofNoText(utf8.get()));
            }
            result = decoder.decode(utf8, text, true);
        }
    }

    /** Adds characters to the values; the index of their first byte. */
    private int encode(char[] chars, int from, int length) {
        if (values.length - valuesEnd < 3 * length) {
            // Values of this record that are in the old array stay there.
            values = new byte[Math.max(3 * length, 2 * values.length)];
            valuesEnd = 0;
        }
        int start = valuesEnd;
        int at = start;
        for (int i = from; i < from + length; i++) {
            char c = chars[i];
            if (c < 0x80) {
                values[at++] = (byte) c;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < from + length
                    && Character.isLowSurrogate(chars[i + 1])) {
                at = Wtf8.put(values, at, Character.toCodePoint(c, chars[++i]));
            } else {
                at = Wtf8.put(values, at, c);
            }
        }
        valuesEnd = at;
        return start;
    }
}
