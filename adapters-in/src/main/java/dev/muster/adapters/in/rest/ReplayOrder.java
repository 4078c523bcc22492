package dev.muster.adapters.in.rest;

import dev.muster.application.arguments.TextArguments;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.constraints.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which open rejections to replay, as {@link RejectionsOrder} says, and how.
 *
 * @param values what stands for what this time, by name of the field, then by the value as received; null for nothing
 */
@Serdeable.Deserializable
record ReplayOrder(
        @Nullable @Size(min = 1) String run,
        @Nullable @Size(min = 1) String dataset,
        @Nullable @Size(min = 1) String code,
        @Nullable @Size(min = 1) String field,
        @Nullable @Size(min = 1) String value,
        @Nullable Map<String, Map<String, String>> values) {

    TextArguments texts() {
        return new RejectionsOrder(run, dataset, code, field, value).texts();
    }
}
