package dev.muster.adapters.in.rest.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.muster.application.Refusal;
import dev.muster.domain.dataset.AsciiCase;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** Small bodies of JSON. A request may go without one. */
public final class JsonBody {
    /** As long as a record may be. */
    private static final int MAX_BYTES = 1 << 20;

    /** What memory is taken for at a time. */
    private static final int PIECE = 1 << 14;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private JsonBody() {}

    /**
     * The body as it is; no bytes if there is none.
     *
     * @throws Refusal if it is something else than JSON by its type, or too large, or if there is no room for it
     */
    public static byte[] bytes(HttpRequest<?> request, MinimumRate minimumRate, UploadMemory room) throws IOException {
        byte[] bytes;
        try (UploadMemory.Place place = room.enter();
                InputStream body = RequestBody.of(request, minimumRate)) {
            bytes = bytes(body, place);
        }
        String type = request.getHeaders().get(HttpHeaders.CONTENT_TYPE);
        if (bytes.length > 0
                && (type == null || !AsciiCase.same(type.split(";", 2)[0].strip(), MediaType.APPLICATION_JSON))) {
            throw new Refusal(new Problem(
                            HttpProblemType.UNSUPPORTED_MEDIA_TYPE,
                            "the body must be %s here".formatted(MediaType.APPLICATION_JSON))
                    .with("field", HttpHeaders.CONTENT_TYPE)
                    .with("allowed", MediaType.APPLICATION_JSON));
        }
        return bytes;
    }

    private static byte[] bytes(InputStream body, UploadMemory.Place place) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (true) {
            byte[] piece = body.readNBytes(PIECE);
            bytes.writeBytes(piece);
            if (bytes.size() > MAX_BYTES) {
                throw new Refusal(new Problem(
                                ProblemType.PAYLOAD_TOO_LARGE,
                                "the body is larger than %d bytes, the most allowed".formatted(MAX_BYTES))
                        .with("allowed", MAX_BYTES));
            }
            if (piece.length < PIECE) {
                return bytes.toByteArray();
            }
            if (!place.take(PIECE)) {
                throw UploadMemory.full();
            }
        }
    }

    /**
     * The members of the object that the body is, but for those that are null; none if there is no body.
     *
     * @throws Refusal {@code malformed-json}, or {@code bad-parameter} if a member is no text
     */
    public static Map<String, String> texts(HttpRequest<?> request, MinimumRate minimumRate, UploadMemory room)
            throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        members(request, minimumRate, room).forEach((name, value) -> {
            if (!(value instanceof String text)) {
                throw refusal(name, "%s must be a text".formatted(name));
            }
            texts.put(name, text);
        });
        return texts;
    }

    /**
     * The same, where members may also be numbers, truth values and objects of such members.
     *
     * @return {@link String}s, {@link Number}s, {@link Boolean}s, and {@link Map}s of these by name
     */
    public static Map<String, Object> members(HttpRequest<?> request, MinimumRate minimumRate, UploadMemory room)
            throws IOException {
        byte[] bytes = bytes(request, minimumRate, room);
        if (bytes.length == 0) {
            return Map.of();
        }
        try (JsonParser json = FACTORY.createParser(bytes)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new Refusal(ProblemType.MALFORMED_JSON, "the body must be one JSON object");
            }
            Map<String, Object> members = object(json, true);
            if (json.nextToken() != null) {
                throw new Refusal(ProblemType.MALFORMED_JSON, "there is more after the object");
            }
            return members;
        } catch (JsonProcessingException e) {
            throw new Refusal(
                    ProblemType.MALFORMED_JSON,
                    "the body is not JSON from line %d, column %d on"
                            .formatted(
                                    e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
        }
    }

    /** Members as they would stand in an address. */
    public static Map<String, String> asTexts(Map<?, ?> members) {
        Map<String, String> texts = new LinkedHashMap<>();
        members.forEach((name, value) -> texts.put(String.valueOf(name), String.valueOf(value)));
        return texts;
    }

    private static Map<String, Object> object(JsonParser json, boolean outermost) throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            JsonToken token = json.nextToken();
            if (token == JsonToken.START_OBJECT && outermost) {
                members.put(name, object(json, false));
            } else if (token != JsonToken.VALUE_NULL) {
                members.put(
                        name,
                        switch (token) {
                            case VALUE_STRING -> json.getText();
                            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getNumberValue();
                            case VALUE_TRUE, VALUE_FALSE -> json.getBooleanValue();
                            default -> throw refusal(name, "%s is not of a kind that is known here".formatted(name));
                        });
            }
        }
        return members;
    }

    private static Refusal refusal(String name, String detail) {
        return new Refusal(new Problem(ProblemType.BAD_PARAMETER, detail).with("field", name));
    }
}
