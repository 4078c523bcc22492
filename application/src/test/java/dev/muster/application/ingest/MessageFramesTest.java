package dev.muster.application.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.application.ingest.MessageFrames.Frame;
import dev.muster.domain.intake.Message;
import dev.muster.domain.intake.MessageOrigin;
import dev.muster.domain.intake.MessageOrigin.Header;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageFramesTest {
    private static final Instant RECEIVED = Instant.ofEpochMilli(300);

    private static Message message(long offset, byte @Nullable [] value, Header... headers) {
        Instant timestamp = Instant.ofEpochMilli(-1);
        byte[] key = offset % 2 == 0 ? "key".getBytes(UTF_8) : null;
        return new Message(new MessageOrigin("hires", 1, offset, timestamp, key, List.of(headers)), value);
    }

    private static byte[] value(int length) {
        byte[] value = new byte[length];
        for (int i = 0; i < length; i++) {
            value[i] = (byte) (i * 31);
        }
        return value;
    }

    /** Gives a few bytes at a time, as networks do. */
    private static InputStream slow(byte[] bytes, int step) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, step));
            }
        };
    }

    @Test
    void bytesAreThoseOfWhatIsStored() {
        byte[] bytes = MessageFrames.of(
                List.of(message(64, new byte[] {7}, new Header("é", null)), message(65, null)), RECEIVED);

        assertThat(HexFormat.ofDelimiter(" ").formatHex(bytes))
                .isEqualTo("01 80 01 01 d8 04 06 6b 65 79 02 04 c3 a9 01 02 07 01 82 01 01 d8 04 01 00 01");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8_191, 8_192, 8_193, Integer.MAX_VALUE})
    void messagesOfAnySizeAreReadAsTheyWere(int step) throws IOException {
        List<Message> messages = new ArrayList<>();
        for (int length : new int[] {0, 1, 8_150, 8_191, 8_192, 8_193, 3, 100_000, 5}) {
            messages.add(
                    message(messages.size(), value(length), new Header("first", value(length)), new Header("", null)));
        }
        messages.add(message(Long.MAX_VALUE, null));
        byte[] bytes = MessageFrames.of(messages, RECEIVED);

        try (MessageFrames.Reader reader = new MessageFrames.Reader(slow(bytes, step))) {
            List<Message> before = new ArrayList<>();
            for (Message message : messages) {
                Frame frame = reader.next();
                before.add(message);
                assertThat(frame)
                        .usingRecursiveComparison()
                        .isEqualTo(new Frame(
                                message.origin().offset(),
                                message.origin().timestamp(),
                                RECEIVED,
                                message.origin().key(),
                                message.origin().headers(),
                                message.value()));
                assertThat(reader.position()).isEqualTo(MessageFrames.of(before, RECEIVED).length);
            }
            assertThat(reader.next()).isNull();
            assertThat(reader.position()).isEqualTo(bytes.length);
        }
    }

    @Test
    void bytesThatEndWithinAMessageAreNotTaken() throws IOException {
        byte[] bytes = MessageFrames.of(List.of(message(2, value(40), new Header("name", value(3)))), RECEIVED);

        for (int length = 1; length < bytes.length; length++) {
            try (var reader = new MessageFrames.Reader(new ByteArrayInputStream(Arrays.copyOf(bytes, length)))) {
                assertThatThrownBy(reader::next).isInstanceOf(EOFException.class);
            }
        }
    }

    @Test
    void aLengthThatCannotBeTrueTakesNoMemory() throws IOException {
        byte[] bytes = HexFormat.of().parseHex("01" + "000000" + "feffffff0f");

        try (var reader = new MessageFrames.Reader(new ByteArrayInputStream(bytes))) {
            assertThatThrownBy(reader::next).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void whatIsNoMessageIsSaidToBeNone() throws IOException {
        try (var reader = new MessageFrames.Reader(new ByteArrayInputStream(new byte[] {2, 0}))) {
            assertThatThrownBy(reader::next).isInstanceOf(ZipException.class);
        }
    }
}
