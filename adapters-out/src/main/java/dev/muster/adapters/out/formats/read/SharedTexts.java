package dev.muster.adapters.out.formats.read;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The texts of a workbook that its cells refer to by number. There may be as many as fit into the largest workbook, so
 * they lie in files without a name that are mapped: the texts in UTF-8, one behind the other, and where each ends. Not
 * thread safe.
 */
final class SharedTexts implements Closeable {
    private static final ValueLayout.OfLong END = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final Arena arena = Arena.ofShared();
    private final MemorySegment texts;
    private final MemorySegment ends;

    /** Reads the texts of a part, and closes it. */
    SharedTexts(XmlPart part) throws IOException {
        try (part;
                FileChannel textsFile = unnamed();
                FileChannel endsFile = unnamed()) {
            try (OutputStream toTexts = buffered(textsFile);
                    DataOutputStream toEnds = new DataOutputStream(buffered(endsFile))) {
                copy(part, toTexts, toEnds);
                toTexts.flush();
                toEnds.flush();
                texts = textsFile.map(MapMode.READ_ONLY, 0, textsFile.size(), arena);
                ends = endsFile.map(MapMode.READ_ONLY, 0, endsFile.size(), arena);
            }
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /** The operating system removes the file when nobody has it open or mapped any more, be it by a kill. */
    private static FileChannel unnamed() throws IOException {
        Path file = Files.createTempFile("muster-", ".texts");
        return FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }

    private static OutputStream buffered(FileChannel file) {
        return new BufferedOutputStream(Channels.newOutputStream(file), 1 << 16);
    }

    private static void copy(XmlPart part, OutputStream toTexts, DataOutputStream toEnds) throws IOException {
        CellText text = new CellText();
        byte[] utf8 = new byte[1 << 10];
        long end = 0;
        while (part.nextStart("si"::equals)) {
            text.clear();
            richText(part, "si", text);
            text.decode();
            if (utf8.length < 3 * text.length()) {
                utf8 = new byte[3 * text.length()];
            }
            int size = text.put(utf8, 0);
            toTexts.write(utf8, 0, size);
            end += size;
            toEnds.writeLong(end);
        }
    }

    /**
     * Adds what is shown of a text that is made of runs, up to the end of the element {@code name}: how it is pronounced is
     * not part of it.
     */
    static void richText(XmlPart part, String name, CellText text) throws IOException {
        boolean phonetic = false;
        while (part.next()) {
            switch (part.name()) {
                case "t" -> {
                    if (part.isStart() && !phonetic) {
                        part.text(text);
                    }
                }
                case "rPh" -> phonetic = part.isStart();
                default -> {
                    if (!part.isStart() && part.name().equals(name)) {
                        return;
                    }
                }
            }
        }
    }

    /** Returns where the text of a number begins, or where that before it ends. */
    long start(long index) {
        return index == 0 ? 0 : ends.get(END, (index - 1) * Long.BYTES);
    }

    /** Returns the number of bytes of a text. */
    long size(long index) {
        return start(index + 1) - start(index);
    }

    /** Returns the number of texts. */
    long count() {
        return ends.byteSize() / Long.BYTES;
    }

    /** Copies the first {@code length} bytes of a text into {@code target}. */
    void copy(long index, byte[] target, int at, int length) {
        MemorySegment.copy(texts, ValueLayout.JAVA_BYTE, start(index), target, at, length);
    }

    @Override
    public void close() {
        arena.close();
    }
}
