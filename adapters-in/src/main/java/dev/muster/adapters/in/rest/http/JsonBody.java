package dev.muster.adapters.in.rest.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.muster.application.Refusal;
import dev.muster.application.arguments.TextArguments;
import dev.muster.application.work.UploadMemory;
import dev.muster.domain.dataset.AsciiCase;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import io.micronaut.core.beans.BeanIntrospection;
import io.micronaut.core.beans.BeanProperty;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.serde.LimitingStream;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.jackson.JacksonDecoder;
import io.micronaut.validation.validator.Validator;
import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolation;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Small bodies of JSON: orders to do something, as records with their constraints. A request may go without one. Thread safe. */
@Singleton
public final class JsonBody {
    /** As long as a record may be. */
    private static final int MAX_BYTES = 1 << 20;

    /** What memory is taken for at a time. */
    private static final int PIECE = 1 << 14;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final RestSettings settings;
    private final UploadMemory memory;
    private final JsonMapper mapper;
    private final Validator validator;

    JsonBody(RestSettings settings, UploadMemory memory, JsonMapper mapper, Validator validator) {
        this.settings = settings;
        this.memory = memory;
        this.mapper = mapper;
        this.validator = validator;
    }

    /**
     * The body as it is; no bytes if there is none.
     *
     * @throws Refusal if it is something else than JSON by its type, or too large, or if there is no room for it
     */
    public byte[] bytes(HttpRequest<?> request) throws IOException {
        byte[] bytes;
        try (UploadMemory.Place place = memory.enter();
                InputStream body = RequestBody.of(request, settings.minimumRate())) {
            bytes = bytes(body, place);
        }
        String type = request.getHeaders().get(HttpHeaders.CONTENT_TYPE);
        if (bytes.length > 0
                && (type == null || !AsciiCase.same(type.split(";", 2)[0].strip(), MediaType.APPLICATION_JSON))) {
            throw new Refusal(new Problem(
                            ProblemType.UNSUPPORTED_MEDIA_TYPE,
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
                                "the body is larger than %s bytes, the most allowed".formatted(MAX_BYTES))
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
     * What a body orders.
     *
     * @param further members that the order's record has not
     */
    public record Order<T>(T order, TextArguments further) {}

    /**
     * The order that the body is; that of an object without members if there is no body. Members that are null count as absent.
     *
     * @param type a record of texts, lists of texts, maps of texts and maps of these; numbers and truth values become texts
     * @throws Refusal {@code malformed-json}, or {@code bad-parameter} if a member is not known, of another kind, or does not
     *     keep its constraints
     */
    public <T> T order(HttpRequest<?> request, Class<T> type) throws IOException {
        return order(request, type, List.of()).order();
    }

    /** The same, where there may be further members that are texts. */
    public <T> Order<T> order(HttpRequest<?> request, Class<T> type, List<String> further) throws IOException {
        Map<String, JsonNode> own = new LinkedHashMap<>();
        Map<String, String> others = new LinkedHashMap<>();
        BeanIntrospection<T> record = BeanIntrospection.getIntrospection(type);
        members(bytes(request)).forEach((name, node) -> {
            Optional<BeanProperty<T, Object>> property = record.getProperty(name);
            Class<?> kind = property.<Class<?>>map(BeanProperty::getType).orElse(String.class);
            if (node.isNull()) {
                return;
            }
            if (property.isPresent()) {
                own.put(
                        name,
                        kind == Map.class
                                ? texts(name, node, property.get().asArgument())
                                : kind == List.class ? list(name, node) : text(name, node));
            } else {
                text(name, node);
                others.put(name, node.coerceStringValue());
            }
        });
        List<String> allowed = new ArrayList<>(List.of(record.getPropertyNames()));
        allowed.addAll(further);
        TextArguments arguments = TextArguments.of(others).among(allowed);
        T order = mapper.readValueFromTree(JsonNode.createObjectNode(own), Argument.of(type));
        validator.validate(order).stream().findFirst().ifPresent(violation -> {
            throw refusal(violation);
        });
        return new Order<>(order, arguments);
    }

    @Serdeable.Deserializable
    record NoMembers() {}

    /** The members of the body, which are texts. Throws what {@link #order(HttpRequest, Class)} throws. */
    public TextArguments texts(HttpRequest<?> request, List<String> names) throws IOException {
        return order(request, NoMembers.class, names).further();
    }

    /** An object whose members are texts, or such objects, without those that are null. */
    private static JsonNode texts(String name, JsonNode object, Argument<?> map) {
        if (!object.isObject()) {
            throw refusal(name, "%s must be an object".formatted(name));
        }
        Argument<?> of = map.getTypeVariable("V").orElse(Argument.STRING);
        Map<String, JsonNode> members = new LinkedHashMap<>();
        object.entries().forEach(member -> {
            if (!member.getValue().isNull()) {
                members.put(
                        member.getKey(),
                        of.getType() == Map.class
                                ? texts(member.getKey(), member.getValue(), of)
                                : text(member.getKey(), member.getValue()));
            }
        });
        return JsonNode.createObjectNode(members);
    }

    private static JsonNode list(String name, JsonNode list) {
        if (!list.isArray()) {
            throw refusal(name, "%s must be a list of texts".formatted(name));
        }
        list.values().forEach(item -> {
            if (!item.isString()) {
                throw refusal(name, "%s must be a list of texts".formatted(name));
            }
        });
        return list;
    }

    private static JsonNode text(String name, JsonNode text) {
        if (text.isContainerNode()) {
            throw refusal(name, "%s must be a text or a number".formatted(name));
        }
        return text;
    }

    private static Map<String, JsonNode> members(byte[] bytes) throws IOException {
        Map<String, JsonNode> members = new LinkedHashMap<>();
        if (bytes.length == 0) {
            return members;
        }
        try (JsonParser json = FACTORY.createParser(bytes)) {
            JsonNode body =
                    JacksonDecoder.create(json, LimitingStream.DEFAULT_LIMITS).decodeNode();
            if (!body.isObject()) {
                throw new Refusal(ProblemType.MALFORMED_JSON, "the body must be one JSON object");
            }
            if (json.nextToken() != null) {
                throw new Refusal(ProblemType.MALFORMED_JSON, "there is more after the object");
            }
            body.entries().forEach(member -> members.put(member.getKey(), member.getValue()));
            return members;
        } catch (JsonProcessingException e) {
            throw new Refusal(
                    ProblemType.MALFORMED_JSON,
                    "the body is not JSON from line %s, column %s on"
                            .formatted(
                                    e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
        } catch (EOFException e) {
            throw new Refusal(ProblemType.MALFORMED_JSON, "the body must be one JSON object");
        }
    }

    private static Refusal refusal(ConstraintViolation<?> violation) {
        String field = violation.getPropertyPath().toString();
        Problem problem = new Problem(ProblemType.BAD_PARAMETER, "%s %s".formatted(field, violation.getMessage()))
                .with("field", field);
        Map<String, Object> bounds = violation.getConstraintDescriptor().getAttributes();
        return new Refusal(
                bounds.get("min") instanceof Integer min && bounds.get("max") instanceof Integer max
                        ? problem.with("allowed", "%s..%s".formatted(min, max))
                        : problem);
    }

    private static Refusal refusal(String name, String detail) {
        return new Refusal(new Problem(ProblemType.BAD_PARAMETER, detail).with("field", name));
    }
}
