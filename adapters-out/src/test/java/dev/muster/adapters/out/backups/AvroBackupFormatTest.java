package dev.muster.adapters.out.backups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.muster.application.contract.Specimens;
import dev.muster.application.fixtures.Fixtures;
import dev.muster.application.port.BackupFormat;
import dev.muster.application.port.PortException;
import dev.muster.domain.backup.Backup;
import dev.muster.domain.backup.LedgerSections;
import dev.muster.domain.backup.Manifest;
import dev.muster.domain.backup.Manifest.FigureEntry;
import dev.muster.domain.backup.Manifest.FileEntry;
import dev.muster.domain.backup.Section;
import dev.muster.domain.backup.Section.Column;
import dev.muster.domain.backup.Section.Type;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Row;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AvroBackupFormatTest {
    private static final BackupFormat FORMAT = BackupFiles.format();

    private static final Section ALL_TYPES = new Section(
            "all_types",
            List.of(
                    new Column("id", Type.INTEGER, 0, true),
                    new Column("amount", Type.DECIMAL, 4, false),
                    new Column("name", Type.TEXT, 0, false),
                    new Column("at", Type.INSTANT, 0, false),
                    new Column("flag", Type.BOOLEAN, 0, false),
                    new Column("raw", Type.BYTES, 0, false)),
            List.of(0));

    private static final List<@Nullable Object[]> ROWS = List.of(
            new @Nullable Object[] {Long.MIN_VALUE, null, null, null, null, null},
            new @Nullable Object[] {
                -1L,
                new BigDecimal("-123456789012345.6789"),
                "a\u00e4\ud83d\ude00\uFFFD",
                Instant.parse("1900-01-01T00:00:00.000001Z"),
                true,
                new byte[] {0, -1}
            },
            new @Nullable Object[] {
                0L, BigDecimal.ZERO, "", Instant.parse("9999-12-31T23:59:59.999999Z"), false, new byte[0]
            },
            new @Nullable Object[] {Long.MAX_VALUE, new BigDecimal("100"), "b", Instant.EPOCH, true, new byte[300_000]
            });

    private static byte[] written(Section section, List<@Nullable Object[]> rows) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(FORMAT.write(section, rows.iterator(), out)).isEqualTo(rows.size());
        return out.toByteArray();
    }

    private static List<@Nullable Object[]> read(Section section, byte[] file) throws IOException {
        return read(section, FORMAT.schema(section), file);
    }

    private static List<@Nullable Object[]> read(Section section, String schema, byte[] file) throws IOException {
        List<@Nullable Object[]> rows = new ArrayList<>();
        Iterator<@Nullable Object[]> read = FORMAT.read(section, schema, new ByteArrayInputStream(file));
        read.forEachRemaining(rows::add);
        return rows;
    }

    @Test
    void readsWhatItWrote() throws IOException {
        assertThat(read(ALL_TYPES, written(ALL_TYPES, ROWS)).toArray()).isEqualTo(ROWS.toArray());
        assertThat(read(ALL_TYPES, written(ALL_TYPES, List.of()))).isEmpty();
        for (Dataset dataset : Fixtures.CATALOG.all()) {
            Section section = Section.of(dataset);
            List<@Nullable Object[]> rows = new ArrayList<>();
            for (Row row : Specimens.rows(Fixtures.CATALOG, dataset)) {
                @Nullable Object[] values = new @Nullable Object[row.size() + 2];
                IntStream.range(0, row.size()).forEach(i -> values[i] = row.get(i));
                values[row.size()] = 7L;
                values[row.size() + 1] = 1L + rows.size();
                rows.add(values);
            }
            assertThat(read(section, written(section, rows)).toArray())
                    .as(dataset.name())
                    .isEqualTo(rows.toArray());
        }
    }

    @Test
    void isReadByAnyAvroReader() throws IOException {
        try (DataFileStream<GenericRecord> avro =
                new DataFileStream<>(new ByteArrayInputStream(written(ALL_TYPES, ROWS)), new GenericDatumReader<>())) {
            assertThat(avro.getMetaString("avro.codec")).isEqualTo("zstandard");
            List<GenericRecord> records = new ArrayList<>();
            avro.forEach(records::add);
            assertThat(records).hasSize(4);
            GenericRecord second = records.get(1);
            assertThat(second.get("id")).isEqualTo(-1L);
            assertThat(second.get("name")).hasToString("a\u00e4\ud83d\ude00\uFFFD");
            Schema decimal =
                    avro.getSchema().getField("amount").schema().getTypes().get(1);
            assertThat(new Conversions.DecimalConversion()
                            .fromBytes((ByteBuffer) second.get("amount"), decimal, decimal.getLogicalType()))
                    .isEqualTo(new BigDecimal("-123456789012345.6789"));
            assertThat(avro.getSchema()
                            .getField("at")
                            .schema()
                            .getTypes()
                            .get(1)
                            .getLogicalType())
                    .isEqualTo(LogicalTypes.timestampMicros());
        }
    }

    @Test
    void refusesEveryFlippedByteOrReadsOtherRows() throws IOException {
        byte[] file = written(ALL_TYPES, ROWS.subList(0, 3));
        for (int i = 0; i < file.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] flipped = file.clone();
                flipped[i] ^= (byte) (1 << bit);
                // What is still a file of this kind is found by its digest.
                assertRefusedOrRead(flipped, "bit %s of byte %s".formatted(bit, i));
            }
            assertRefusedOrRead(Arrays.copyOf(file, i), "the first %s bytes".formatted(i));
        }
    }

    private static void assertRefusedOrRead(byte[] file, String what) throws IOException {
        try {
            read(ALL_TYPES, file);
        } catch (PortException e) {
            assertThat(e.kind()).as(what).isEqualTo(PortException.Kind.CORRUPT);
        }
    }

    /** Files that nothing but a reader of this kind would refuse; each has a digest that is right. */
    static Stream<Arguments> hostileFiles() throws IOException {
        String schema = FORMAT.schema(ALL_TYPES);
        byte[] bomb = Zstd.compress(new byte[(1 << 25) + 1]);
        return Stream.of(
                Arguments.of("too many rows", file(schema, "zstandard", block(1 << 30, Zstd.compress(new byte[3])))),
                Arguments.of("less than no row", file(schema, "zstandard", block(-1, Zstd.compress(new byte[3])))),
                Arguments.of("a block of two gigabytes", file(schema, "zstandard", numbers(1, Integer.MAX_VALUE))),
                Arguments.of("a block of less than nothing", file(schema, "zstandard", numbers(1, -5))),
                Arguments.of("a block that grows", file(schema, "zstandard", block(1, bomb))),
                Arguments.of("no Zstandard", file(schema, "zstandard", block(1, new byte[] {1, 2, 3}))),
                Arguments.of("another codec", file(schema, "deflate", block(1, new byte[] {1, 2, 3}))),
                Arguments.of("no codec", file(schema, null, block(1, new byte[7]))),
                Arguments.of(
                        "a text of four gigabytes",
                        file(schema, "zstandard", block(1, Zstd.compress(row(0, 0, 2, 1L << 33))))),
                Arguments.of(
                        "a text of less than nothing",
                        file(schema, "zstandard", block(1, Zstd.compress(row(0, 0, 2, -3L))))),
                Arguments.of(
                        "a branch that is none", file(schema, "zstandard", block(1, Zstd.compress(row(0, 8, 0, 0))))),
                Arguments.of(
                        "an endless number",
                        file(schema, "zstandard", block(1, Zstd.compress(repeated((byte) 0xFF, 100))))),
                Arguments.of("a header without end", concat(magic(), repeated((byte) 0x7F, 1 << 20))),
                Arguments.of("a header of many parts", concat(magic(), numbers(1L << 40), new byte[100])),
                Arguments.of("nothing", new byte[0]));
    }

    @ParameterizedTest
    @MethodSource("hostileFiles")
    void takesNoMemoryForWhatAFileOnlyClaims(String what, byte[] file) {
        assertThatThrownBy(() -> read(ALL_TYPES, file))
                .as(what)
                .isInstanceOfSatisfying(
                        PortException.class, e -> assertThat(e.kind()).isEqualTo(PortException.Kind.CORRUPT));
    }

    private static byte[] magic() {
        return new byte[] {'O', 'b', 'j', 1};
    }

    private static byte[] repeated(byte b, int times) {
        byte[] bytes = new byte[times];
        Arrays.fill(bytes, b);
        return bytes;
    }

    /** A row of {@link #ALL_TYPES} up to its text, whose length need not be true. */
    private static byte[] row(long id, long amount, long name, long length) {
        // The branch 1 is written as 2.
        return concat(numbers(id), numbers(amount == 0 ? 0 : amount), numbers(name == 2 ? 1 : name), numbers(length));
    }

    private static byte[] file(String schema, @Nullable String codec, byte[] rest) {
        byte[] entries = concat(text("avro.schema"), text(schema));
        if (codec != null) {
            entries = concat(entries, text("avro.codec"), text(codec));
        }
        return concat(magic(), numbers(codec == null ? 1 : 2), entries, numbers(0), new byte[16], rest);
    }

    private static byte[] block(long rows, byte[] compressed) {
        return concat(numbers(rows, compressed.length), compressed, new byte[16]);
    }

    private static byte[] text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return concat(numbers(bytes.length), bytes);
    }

    private static byte[] numbers(long... values) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (long value : values) {
            long zigzag = value << 1 ^ value >> 63;
            while ((zigzag & ~0x7FL) != 0) {
                out.write((int) (zigzag & 0x7F | 0x80));
                zigzag >>>= 7;
            }
            out.write((int) zigzag);
        }
        return out.toByteArray();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /** Schemas of files of departments, and what is said of each; null if it can be read. */
    static Stream<Arguments> schemas() {
        String fields = "{\"name\":\"external_id\",\"type\":\"string\"},"
                + "{\"name\":\"amount\",\"type\":{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":38,\"scale\":4}},"
                + "{\"name\":\"currency\",\"type\":\"string\"},{\"name\":\"source_channel\",\"type\":\"string\"}";
        String provenance = ",{\"name\":\"_run\",\"type\":\"long\"},{\"name\":\"_record\",\"type\":\"long\"}";
        return Stream.of(
                Arguments.of("an older one, without an optional field", fields + provenance, null),
                Arguments.of(
                        "one without a required field",
                        fields.replace("{\"name\":\"currency\",\"type\":\"string\"},", "") + provenance,
                        "the schema of transactions lacks the required field 'currency'"),
                Arguments.of(
                        "one with a field from elsewhere",
                        fields + ",{\"name\":\"note\",\"type\":\"string\"}" + provenance,
                        "the schema of transactions has a field 'note' that is not known here"),
                Arguments.of(
                        "one with another type",
                        fields.replace("\"currency\",\"type\":\"string\"", "\"currency\",\"type\":\"long\"")
                                + provenance,
                        "the schema of transactions has other types than the fields of transactions have"),
                Arguments.of(
                        "one that names a class",
                        fields.replace(
                                        "\"currency\",\"type\":\"string\"",
                                        "\"currency\",\"type\":{\"type\":\"string\",\"java-class\":\"java.net.URL\"}")
                                + provenance,
                        "the schema of transactions has other types than the fields of transactions have"),
                Arguments.of("no schema", "{\"name\":", "the schema of transactions is no Avro schema"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("schemas")
    void readsOlderSchemasAndNoForeignOnes(String what, String fields, @Nullable String refusal) throws IOException {
        Section section = Section.of(Fixtures.TRANSACTIONS);
        String schema = "{\"type\":\"record\",\"name\":\"transactions\",\"fields\":[%s]}".formatted(fields);
        if (refusal != null) {
            byte[] file = file(schema, "zstandard", new byte[0]);
            assertThatThrownBy(() -> read(section, schema, file)).hasMessage(refusal);
            return;
        }
        Schema parsed = new Schema.Parser().parse(schema);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DataFileWriter<GenericRecord> avro = new DataFileWriter<>(new GenericDatumWriter<>(parsed))) {
            avro.setCodec(CodecFactory.zstandardCodec(1)).create(parsed, out);
            GenericRecord record = new GenericData.Record(parsed);
            record.put("external_id", "x");
            record.put("amount", ByteBuffer.wrap(new byte[] {1}));
            record.put("currency", "USD");
            record.put("source_channel", "web");
            record.put("_run", 7L);
            record.put("_record", 1L);
            avro.append(record);
        }
        assertThat(read(section, parsed.toString(), out.toByteArray()).toArray())
                .isEqualTo(
                        new Object[] {new @Nullable Object[] {"x", new BigDecimal("0.0001"), "USD", "web", null, 7L, 1L}
                        });
    }

    @Test
    void keepsManifestsAndRecords() {
        Manifest manifest = new Manifest(
                "0000000000001",
                Instant.parse("2026-11-27T06:00:00.123456Z"),
                1,
                List.of(new FileEntry(
                        "jobs", "backups/1/jobs.avro", 2, 3, "ab", FORMAT.schema(Section.of(Fixtures.JOBS)))),
                LedgerSections.OF_BACKUPS.stream()
                        .map(section -> new FileEntry(section.name(), "f", 0, 1, "cd", FORMAT.schema(section)))
                        .toList(),
                List.of(new FigureEntry("hires-by-month", Map.of("year", "2021"), 12, "ef")));
        assertThat(FORMAT.manifest(FORMAT.manifest(manifest))).isEqualTo(manifest);

        Backup verified = new Backup(manifest, Backup.Status.VERIFIED, Instant.EPOCH, null, null);
        for (Backup backup : List.of(
                verified,
                verified.failed(Instant.EPOCH, "why"),
                verified.with(new Backup.Drill(false, Instant.EPOCH, List.of("one", "two"))))) {
            assertThat(FORMAT.record(manifest, FORMAT.record(backup))).isEqualTo(backup);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "7",
                "{\"id\":1}",
                "{\"id\":\"a\",\"created_at\":\"never\",\"format_version\":1,\"datasets\":[],\"ledger\":[],\"figures\":[]}",
                "{\"id\":\"a\",\"created_at\":\"2026-11-27T06:00:00Z\",\"format_version\":1,\"datasets\":[7],\"ledger\":[],\"figures\":[]}",
                "{\"id\":\"a\",\"created_at\":\"2026-11-27T06:00:00Z\",\"format_version\":1e9,\"datasets\":[],\"ledger\":[],\"figures\":[]}"
            })
    void refusesManifestsThatAreNone(String json) {
        assertThatThrownBy(() -> FORMAT.manifest(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(
                        PortException.class, e -> assertThat(e.kind()).isEqualTo(PortException.Kind.CORRUPT));
        String deep = "[".repeat(100_000);
        assertThatThrownBy(() -> FORMAT.manifest(deep.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(PortException.class);
    }
}
