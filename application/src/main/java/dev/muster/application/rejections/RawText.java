package dev.muster.application.rejections;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Received records as texts. */
public final class RawText {
    private RawText() {}

    /** Returns the bytes of a record as text; empty if they are not UTF-8. */
    public static Optional<String> of(byte[] raw) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(raw))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
