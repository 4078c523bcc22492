package dev.muster.adapters.in.rest;

import dev.muster.application.arguments.TextArguments;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.constraints.Size;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which open rejections to replay or discard.
 *
 * @param run id of a run
 * @param dataset name of a dataset
 * @param code of one of their reasons
 * @param field name of the field of that reason
 * @param value of that field, as the reason has it
 */
@Serdeable.Deserializable
record RejectionsOrder(
        @Nullable @Size(min = 1) String run,
        @Nullable @Size(min = 1) String dataset,
        @Nullable @Size(min = 1) String code,
        @Nullable @Size(min = 1) String field,
        @Nullable @Size(min = 1) String value) {

    TextArguments texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        put("run", run, texts);
        put("dataset", dataset, texts);
        put("code", code, texts);
        put("field", field, texts);
        put("value", value, texts);
        return TextArguments.of(texts);
    }

    private static void put(String name, @Nullable String text, Map<String, String> texts) {
        if (text != null) {
            texts.put(name, text);
        }
    }
}
