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
 * @param code among their reasons
 */
@Serdeable.Deserializable
record RejectionsOrder(
        @Nullable @Size(min = 1) String run,
        @Nullable @Size(min = 1) String dataset,
        @Nullable @Size(min = 1) String code) {

    TextArguments texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        put("run", run, texts);
        put("dataset", dataset, texts);
        put("code", code, texts);
        return TextArguments.of(texts);
    }

    private static void put(String name, @Nullable String text, Map<String, String> texts) {
        if (text != null) {
            texts.put(name, text);
        }
    }
}
