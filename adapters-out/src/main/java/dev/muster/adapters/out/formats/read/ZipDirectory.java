package dev.muster.adapters.out.formats.read;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * The list of parts at the end of a zip archive (APPNOTE.TXT 4.3.12 to 4.3.16). The JDK holds all of it in memory, however
 * long it is, so its length is looked at first.
 */
final class ZipDirectory {
    private static final int MOST_BYTES = 1 << 20;

    private static final int END = 0x06054b50;
    private static final int END_SIZE = 22;
    private static final int LONGEST_COMMENT = 0xFFFF;
    private static final int END_64 = 0x06064b50;
    private static final int LOCATOR_64 = 0x07064b50;
    private static final int LOCATOR_64_SIZE = 20;

    private ZipDirectory() {}

    /** @throws UnreadableWorkbook if the archive has no end, or too many parts */
    static void check(Path archive) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "r")) {
            long length = file.length();
            int looked = (int) Math.min(length, END_SIZE + LONGEST_COMMENT);
            ByteBuffer last = bytes(file, length - looked, looked);
            int end = looked - END_SIZE;
            while (end >= 0 && last.getInt(end) != END) {
                end--;
            }
            // Bytes behind the end might be another end, of which readers would believe one or the other.
            if (end < 0 || end + END_SIZE + Short.toUnsignedInt(last.getShort(end + 20)) != looked) {
                throw UnreadableWorkbook.damaged("is no whole zip archive: it has no end");
            }
            long size = Integer.toUnsignedLong(last.getInt(end + 12));
            boolean elsewhere = size == 0xFFFFFFFFL
                    || last.getInt(end + 16) == -1
                    || last.getShort(end + 8) == -1
                    || last.getShort(end + 10) == -1;
            if (Math.max(size, elsewhere ? size64(file, length - looked + end) : 0) > MOST_BYTES) {
                throw UnreadableWorkbook.damaged("has a list of parts of more than %s bytes".formatted(MOST_BYTES));
            }
        }
    }

    private static long size64(RandomAccessFile file, long end) throws IOException {
        if (end < LOCATOR_64_SIZE) {
            return Long.MAX_VALUE;
        }
        ByteBuffer locator = bytes(file, end - LOCATOR_64_SIZE, LOCATOR_64_SIZE);
        long at = locator.getLong(8);
        if (locator.getInt(0) != LOCATOR_64 || at < 0 || at > end - 56) {
            return Long.MAX_VALUE;
        }
        ByteBuffer record = bytes(file, at, 56);
        long size = record.getLong(40);
        return record.getInt(0) != END_64 || size < 0 ? Long.MAX_VALUE : size;
    }

    private static ByteBuffer bytes(RandomAccessFile file, long from, int length) throws IOException {
        byte[] bytes = new byte[length];
        file.seek(from);
        file.readFully(bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
