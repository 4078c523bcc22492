package dev.muster.adapters.out.backups;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.muster.domain.backup.Section;
import dev.muster.domain.backup.Section.Column;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Reads an Avro object container file as its specification (1.12, "Object Container Files") has it, block by block. The
 * library's reader allocates what a file asks for, before it knows that the file has it; this one takes no more memory
 * than a block of this program's files may have.
 */
final class SectionReader implements Iterator<@Nullable Object[]> {
    private static final byte[] MAGIC = {'O', 'b', 'j', 1};
    private static final int MARKER_BYTES = 16;
    private static final int MOST_HEADER_ENTRIES = 16;
    private static final int MOST_HEADER_BYTES = 1 << 17;

    /** A block of this program has a quarter of a megabyte, and the row that exceeds it. */
    private static final int MOST_BLOCK_BYTES = 1 << 25;

    private static final int BUFFER_BYTES = 1 << 16;
    private static final int MOST_DECIMAL_BYTES = 20;

    private final Section section;
    private final int[] columns;
    private final InputStream in;
    private final byte[] marker;
    private byte[] block = new byte[0];
    private int position;
    private int end;
    private long rowsLeft;

    SectionReader(Section section, String schema, InputStream in) throws IOException {
        this.section = section;
        this.in = new BufferedInputStream(in, BUFFER_BYTES);
        if (!Arrays.equals(bytes(MAGIC.length), MAGIC)) {
            throw Damage.of("the file of %s is no Avro file".formatted(section.name()));
        }
        Map<String, String> header = header();
        if (!"zstandard".equals(header.get("avro.codec"))) {
            throw Damage.of("the file of %s is not compressed with zstandard".formatted(section.name()));
        }
        if (!schema.equals(header.get("avro.schema"))) {
            throw Damage.of("the file of %s has another schema than the manifest says".formatted(section.name()));
        }
        this.columns = SectionSchema.columns(section, schema);
        this.marker = bytes(MARKER_BYTES);
    }

    private Map<String, String> header() throws IOException {
        Map<String, String> header = new HashMap<>();
        int left = MOST_HEADER_BYTES;
        for (long entries; (entries = number()) != 0; ) {
            if (entries < 0 || entries > MOST_HEADER_ENTRIES) {
                throw damaged();
            }
            for (long i = 0; i < entries; i++) {
                byte[] name = bytes(length(left));
                left -= name.length;
                byte[] value = bytes(length(left));
                left -= value.length;
                header.put(new String(name, StandardCharsets.UTF_8), new String(value, StandardCharsets.UTF_8));
            }
            if (header.size() > MOST_HEADER_ENTRIES) {
                throw damaged();
            }
        }
        return header;
    }

    private int length(int most) throws IOException {
        long length = number();
        if (length < 0 || length > most) {
            throw damaged();
        }
        return (int) length;
    }

    /** Reads a number in the zig-zag encoding of Avro. */
    private long number() throws IOException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int b = in.read();
            if (b < 0) {
                throw cut();
            }
            value |= (long) (b & 0x7F) << shift;
            if ((b & 0x80) == 0) {
                return value >>> 1 ^ -(value & 1);
            }
        }
        throw damaged();
    }

    private byte[] bytes(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw cut();
        }
        return bytes;
    }

    private RuntimeException cut() {
        return Damage.of("the file of %s ends too early".formatted(section.name()));
    }

    private RuntimeException damaged() {
        return Damage.of("the file of %s is damaged".formatted(section.name()));
    }

    @Override
    public boolean hasNext() {
        try {
            while (rowsLeft == 0 && nextBlock()) {
                // A block may be empty.
            }
            return rowsLeft > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean nextBlock() throws IOException {
        if (position != end) {
            throw damaged();
        }
        in.mark(1);
        if (in.read() < 0) {
            return false;
        }
        in.reset();
        rowsLeft = number();
        byte[] compressed = bytes(length(MOST_BLOCK_BYTES));
        if (!Arrays.equals(bytes(MARKER_BYTES), marker)) {
            throw damaged();
        }
        decompress(compressed);
        // Each row has at least a byte.
        if (rowsLeft < 0 || rowsLeft > end) {
            throw damaged();
        }
        return true;
    }

    private void decompress(byte[] compressed) throws IOException {
        position = 0;
        end = 0;
        try (InputStream plain = new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(compressed))) {
            for (int n; (n = plain.read(block, end, block.length - end)) >= 0; ) {
                end += n;
                if (end == block.length) {
                    if (end == MOST_BLOCK_BYTES) {
                        throw Damage.of(
                                "a block of %s is larger than %s bytes".formatted(section.name(), MOST_BLOCK_BYTES));
                    }
                    block = Arrays.copyOf(block, Math.clamp(2L * end, BUFFER_BYTES, MOST_BLOCK_BYTES));
                }
            }
        } catch (IOException e) {
            // The compressed bytes are in memory: only they can be wrong.
            throw damaged();
        }
    }

    @Override
    public @Nullable Object[] next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        @Nullable Object[] row = new @Nullable Object[section.columns().size()];
        for (int index : columns) {
            Column column = section.columns().get(index);
            if (column.required() || isPresent()) {
                row[index] = value(column);
            }
        }
        rowsLeft--;
        return row;
    }

    private boolean isPresent() {
        long branch = numberInBlock();
        if (branch != SectionRowWriter.ABSENT && branch != SectionRowWriter.PRESENT) {
            throw damaged();
        }
        return branch == SectionRowWriter.PRESENT;
    }

    private Object value(Column column) {
        return switch (column.type()) {
            case INTEGER -> numberInBlock();
            case DECIMAL -> decimal(column);
            case TEXT -> text();
            case INSTANT -> {
                long micros = numberInBlock();
                yield Instant.ofEpochSecond(
                        Math.floorDiv(micros, SectionRowWriter.MICROS),
                        Math.floorMod(micros, SectionRowWriter.MICROS) * SectionRowWriter.NANOS_PER_MICRO);
            }
            case BOOLEAN -> {
                if (position == end || block[position] < 0 || block[position] > 1) {
                    throw damaged();
                }
                yield block[position++] == 1;
            }
            case BYTES -> {
                int start = stretch();
                yield Arrays.copyOfRange(block, start, position);
            }
        };
    }

    private String text() {
        int start = stretch();
        String text = new String(block, start, position - start, StandardCharsets.UTF_8);
        // What is no UTF-8 becomes the replacement character, which takes three bytes.
        if (text.indexOf('\uFFFD') >= 0
                && !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), Arrays.copyOfRange(block, start, position))) {
            throw damaged();
        }
        return text;
    }

    private BigDecimal decimal(Column column) {
        int start = stretch();
        if (position == start || position - start > MOST_DECIMAL_BYTES) {
            throw damaged();
        }
        BigDecimal value =
                new BigDecimal(new BigInteger(block, start, position - start), column.scale()).stripTrailingZeros();
        return value.scale() < 0 ? value.setScale(0) : value;
    }

    /** Passes over bytes whose length stands before them. Returns where they start; they end at the position. */
    private int stretch() {
        long length = numberInBlock();
        if (length < 0 || length > end - position) {
            throw damaged();
        }
        int start = position;
        position += (int) length;
        return start;
    }

    private long numberInBlock() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (position == end) {
                throw damaged();
            }
            byte b = block[position++];
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value >>> 1 ^ -(value & 1);
            }
        }
        throw damaged();
    }
}
