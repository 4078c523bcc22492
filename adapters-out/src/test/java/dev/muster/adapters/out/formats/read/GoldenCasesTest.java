package dev.muster.adapters.out.formats.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.out.formats.read.Transcript.Entry;
import dev.muster.adapters.out.formats.read.Transcript.Whole;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.LoadOptions.Format;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases in the files beside this class's name: {@code csv.txt}, {@code json.txt}, … */
class GoldenCasesTest {
    private static final int[] BUFFER_SIZES = {1, 2, 3, 4, 5, 7, 8, 11, 16, 31, 64, 100, 1000, 1 << 16, 1 << 21};

    /** Inputs up to this size are read at every buffer size, and from every checkpoint on. */
    private static final int SMALL = 10_000;

    static Stream<GoldenCase> cases() {
        return GoldenCase.all();
    }

    static Stream<GoldenCase> smallCases() {
        return cases().filter(golden -> golden.input().length < SMALL);
    }

    private static Whole read(GoldenCase golden, int bufferSize, Checkpoint from) {
        return read(golden, golden.input(), golden.options(), bufferSize, from);
    }

    private static Whole read(GoldenCase golden, byte[] input, LoadOptions options, int bufferSize, Checkpoint from) {
        return Transcript.of(
                new TextRecordDecoder(bufferSize)
                        .open(new ByteArrayInputStream(input), golden.dataset(), options, from),
                golden.dataset());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void readsWhatTheCaseSays(GoldenCase golden) {
        assertThat(read(golden, 1 << 16, Checkpoint.START)).hasToString(golden.expected());
    }

    @ParameterizedTest
    @MethodSource("smallCases")
    void readsTheSameWhereverABufferEnds(GoldenCase golden) {
        for (int size : BUFFER_SIZES) {
            assertThat(read(golden, size, Checkpoint.START))
                    .as("buffer of %s bytes", size)
                    .hasToString(golden.expected());
        }
    }

    @Test
    void readsTheSameInLargeInputsWhereverABufferEnds() {
        cases().filter(golden -> golden.input().length >= SMALL).forEach(golden -> {
            for (int size : List.of(10, (1 << 20) + 1)) {
                assertThat(read(golden, size, Checkpoint.START))
                        .as("%s, buffer of %s bytes", golden, size)
                        .hasToString(golden.expected());
            }
        });
    }

    @ParameterizedTest
    @MethodSource("smallCases")
    void goesOnFromAnyCheckpoint(GoldenCase golden) {
        for (int size : List.of(3, 1 << 16)) {
            Whole whole = read(golden, size, Checkpoint.START);
            int before = 0;
            for (Entry entry : whole.records()) {
                before++;
                assertThat(read(golden, size, entry.checkpoint()))
                        .as("after %s records, buffer of %s bytes", before, size)
                        .isEqualTo(whole.after(before));
            }
        }
    }

    /** A case that is text has the same outcome in UTF-16, but for a byte order mark. */
    @ParameterizedTest
    @MethodSource("smallCases")
    void readsTheSameInOtherEncodings(GoldenCase golden) {
        if (!golden.options().charset().equals("utf-8") || golden.options().format() == Format.XLSX) {
            return;
        }
        Optional<String> text = text(golden.input());
        if (text.isEmpty()) {
            return;
        }
        LoadOptions options = golden.options();
        LoadOptions utf16 = options.in("utf-16");
        byte[] input = text.get().getBytes(StandardCharsets.UTF_16BE);
        assertThat(read(golden, input, utf16, 1000, Checkpoint.START)).hasToString(golden.expected());
    }

    private static Optional<String> text(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
