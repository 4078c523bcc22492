package dev.muster.adapters.in.json;

import dev.muster.application.ingest.Ingested;
import dev.muster.application.rejections.RawText;
import dev.muster.domain.intake.RawBytes;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A received record. */
sealed interface RawView {
    /** As text, or, if its bytes are none, in Base64. */
    sealed interface Kept extends RawView {}

    record Text(String raw) implements Kept {}

    record Bytes(String rawBase64) implements Kept {}

    /** A record whose bytes are gone. */
    record Gone(@Nullable String raw) implements RawView {}

    static Kept of(byte[] raw) {
        return RawText.of(raw)
                .<Kept>map(Text::new)
                .orElseGet(() -> new Bytes(Base64.getEncoder().encodeToString(raw)));
    }

    /** The beginning of a record that stands among others. */
    static Kept shortened(byte[] raw) {
        return of(RawBytes.upTo(Ingested.SHOWN_RAW_BYTES, raw));
    }

    /** What {@code view} makes of a record, unless it is gone. */
    static RawView ifKept(byte @Nullable [] raw, Function<byte[], Kept> view) {
        return raw == null ? new Gone(null) : view.apply(raw);
    }

    /** Says, and only then, that the record is longer than what of it stands among others. */
    static Optional<Boolean> truncated(byte @Nullable [] raw) {
        return raw != null && raw.length > Ingested.SHOWN_RAW_BYTES ? Optional.of(true) : Optional.empty();
    }
}
