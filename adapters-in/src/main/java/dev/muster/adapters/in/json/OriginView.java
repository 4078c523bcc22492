package dev.muster.adapters.in.json;

import dev.muster.application.rejections.RawText;
import dev.muster.domain.intake.MessageOrigin;
import dev.muster.domain.intake.MessageOrigin.Header;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where in a stream a record stood.
 *
 * @param key a text, or {@link Bytes} if it is none; null if the message has none
 * @param headers the values by name, each like the key; a list of them where a name is there more than once
 */
public record OriginView(
        String topic,
        int partition,
        long offset,
        @Nullable Object key,
        Map<String, @Nullable Object> headers,
        Instant timestamp) {

    /** Bytes that are no text in UTF-8. */
    public record Bytes(String base64) {}

    static OriginView of(MessageOrigin origin) {
        Map<String, List<@Nullable Object>> values = new LinkedHashMap<>();
        for (Header header : origin.headers()) {
            values.computeIfAbsent(header.name(), name -> new ArrayList<>()).add(value(header.value()));
        }
        Map<String, @Nullable Object> headers = new LinkedHashMap<>();
        values.forEach((name, all) -> headers.put(name, all.size() == 1 ? all.getFirst() : all));
        return new OriginView(
                origin.topic(), origin.partition(), origin.offset(), value(origin.key()), headers, origin.timestamp());
    }

    private static @Nullable Object value(byte @Nullable [] bytes) {
        return bytes == null
                ? null
                : RawText.of(bytes)
                        .<Object>map(text -> text)
                        .orElseGet(() -> new Bytes(Base64.getEncoder().encodeToString(bytes)));
    }
}
