package dev.muster.application.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GzipMembersTest {
    private static final String DAMAGED = "is damaged or ends too early";
    private static final String FOLLOWED = "is followed by something that is neither gzip data nor zeros";

    private static byte[] gzip(String text) {
        return Intake.gzipped(text.getBytes(ISO_8859_1));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** A member with this text whose header has these flags and, in hexadecimal digits, what they announce. */
    private static byte[] flagged(int flags, String announced, String text) {
        byte[] plain = gzip(text);
        byte[] header = Arrays.copyOf(plain, 10);
        header[3] = (byte) flags;
        return joined(header, HexFormat.of().parseHex(announced), Arrays.copyOfRange(plain, 10, plain.length));
    }

    private static String checksum(int flags, String announced) {
        byte[] header = Arrays.copyOf(flagged(flags, announced, ""), 10 + announced.length() / 2);
        CRC32 crc = new CRC32();
        crc.update(header);
        return String.format(Locale.ROOT, "%02x%02x", crc.getValue() & 0xff, crc.getValue() >> 8 & 0xff);
    }

    private static String read(InputStream in) throws IOException {
        try (InputStream members = new GzipMembers(in)) {
            return new String(members.readAllBytes(), ISO_8859_1);
        }
    }

    static List<Arguments> whole() {
        byte[] zeros = new byte[100_000];
        return List.of(
                Arguments.of("one", gzip("abc"), "abc"),
                Arguments.of("an empty one", gzip(""), ""),
                Arguments.of("several", joined(gzip("a"), gzip(""), gzip("b"), gzip("c")), "abc"),
                Arguments.of("zeros after it", joined(gzip("abc"), new byte[1]), "abc"),
                Arguments.of("many zeros after it", joined(gzip("abc"), zeros), "abc"),
                Arguments.of("one after zeros", joined(gzip("abc"), zeros, gzip("d")), "abcd"),
                Arguments.of("a field of its own", flagged(4, "0300010203", "abc"), "abc"),
                Arguments.of("a name", flagged(8, "612e63737600", "abc"), "abc"),
                Arguments.of("a comment", flagged(16, "6100", "abc"), "abc"),
                Arguments.of("a checksum", flagged(2, checksum(2, ""), "abc"), "abc"),
                Arguments.of(
                        "all of them", flagged(31, "01000061006200" + checksum(31, "01000061006200"), "abc"), "abc"),
                Arguments.of("more than a buffer", gzip("0123456789".repeat(100_000)), "0123456789".repeat(100_000)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void whole(String what, byte[] compressed, String text) throws IOException {
        assertThat(read(new ByteArrayInputStream(compressed))).isEqualTo(text);
        assertThat(read(new ByTheByte(compressed))).isEqualTo(text);
    }

    /** Gives what there is byte by byte, however much is asked for. */
    private static final class ByTheByte extends FilterInputStream {
        ByTheByte(byte[] bytes) {
            super(new ByteArrayInputStream(bytes));
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return super.read(bytes, offset, Math.min(length, 1));
        }
    }

    static List<Arguments> faulty() {
        byte[] abc = gzip("abc");
        return List.of(
                Arguments.of("nothing", new byte[0], DAMAGED),
                Arguments.of("zeros only", new byte[100], DAMAGED),
                Arguments.of("zeros before it", joined(new byte[1], abc), DAMAGED),
                Arguments.of("text", bytes("1,Legal"), DAMAGED),
                Arguments.of("text after it", joined(abc, bytes("2,Archive\n")), FOLLOWED),
                Arguments.of("one byte after it", joined(abc, bytes("\n")), FOLLOWED),
                Arguments.of("half of the magic after it", joined(abc, new byte[] {0x1f}), FOLLOWED),
                Arguments.of("text after zeros", joined(abc, new byte[600], bytes("2")), FOLLOWED),
                Arguments.of("half a header after it", joined(abc, Arrays.copyOf(abc, 5)), DAMAGED),
                Arguments.of("half a member after it", joined(abc, Arrays.copyOf(abc, abc.length - 1)), DAMAGED),
                Arguments.of("a reserved flag", flagged(32, "", "abc"), DAMAGED),
                Arguments.of("a wrong checksum of the header", flagged(2, "0000", "abc"), DAMAGED),
                Arguments.of("a name without end", flagged(8, "6161", ""), DAMAGED));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void faulty(String what, byte[] compressed, String fault) {
        assertThatThrownBy(() -> read(new ByteArrayInputStream(compressed)))
                .isInstanceOf(ZipException.class)
                .hasMessage(fault);
        assertThatThrownBy(() -> read(new ByTheByte(compressed)))
                .isInstanceOf(ZipException.class)
                .hasMessage(fault);
    }

    @Test
    void noByteCanBeAnotherWithoutAWord() throws IOException {
        byte[] compressed = gzip("department,id\n");
        // Time, flags of the compression and the operating system mean nothing here.
        for (int i = 0; i < compressed.length; i = i == 3 ? 10 : i + 1) {
            byte[] damaged = compressed.clone();
            damaged[i] ^= 0x55;
            assertThatThrownBy(() -> read(new ByteArrayInputStream(damaged)))
                    .as("byte %s", i)
                    .isInstanceOf(ZipException.class);
        }
    }

    @Test
    void noByteCanBeLeftOut() {
        byte[] compressed = gzip("department,id\n");
        for (int length = 0; length < compressed.length; length++) {
            byte[] truncated = Arrays.copyOf(compressed, length);
            assertThatThrownBy(() -> read(new ByteArrayInputStream(truncated)))
                    .as("%s bytes", length)
                    .isInstanceOf(ZipException.class)
                    .hasMessage(DAMAGED);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10_000, 200_000})
    void emptyMembersMayBeMany(int count) throws IOException {
        byte[] empty = gzip("");
        byte[] all = new byte[count * empty.length];
        for (int i = 0; i < count; i++) {
            System.arraycopy(empty, 0, all, i * empty.length, empty.length);
        }

        assertThat(read(new ByteArrayInputStream(joined(all, gzip("abc"))))).isEqualTo("abc");
    }
}
