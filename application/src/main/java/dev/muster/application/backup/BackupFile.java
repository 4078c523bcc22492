package dev.muster.application.backup;

import dev.muster.application.ReadAhead;
import dev.muster.application.Sha256;
import dev.muster.application.port.BackupFormat;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.SectionStore;
import dev.muster.domain.backup.Manifest.FileEntry;
import dev.muster.domain.backup.Section;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a file of a backup. Reading them to the end proves that every byte is as it was written: what is not
 * throws a {@link PortException} of kind {@code CORRUPT}, at the latest when {@link #hasNext()} would say that this was
 * the last row. The rows are decoded on a thread of their own. Not thread safe.
 */
final class BackupFile implements SectionStore.Rows {
    private static final int ROWS_AT_ONCE = 1_000;

    private final ToldRows rows;

    /**
     * Opens a file.
     *
     * @param entry what the manifest says of it
     * @param check what rows must be like
     * @param step what is done with the rows, for people
     * @throws PortException if the storage fails, or the file is damaged from its start on
     */
    BackupFile(
            ObjectStore objects,
            BackupFormat format,
            Section section,
            FileEntry entry,
            RowCheck check,
            String step,
            BackupProgress progress) {
        Checked checked;
        try {
            checked = new Checked(objects.read(entry.file(), 0), format, section, entry, check);
        } catch (PortException e) {
            throw e.kind() == PortException.Kind.MISSING
                    ? damaged("the file of %s is not there".formatted(section.name()))
                    : e;
        }
        ReadAhead<@Nullable Object[]> ahead =
                new ReadAhead<>(checked, checked::close, ROWS_AT_ONCE, Section::bytes, "backup");
        rows = new ToldRows(ahead, ahead::close, step, progress);
    }

    @Override
    public boolean hasNext() {
        return rows.hasNext();
    }

    @Override
    public @Nullable Object[] next() {
        return rows.next();
    }

    @Override
    public void close() {
        rows.close();
    }

    static PortException damaged(String what) {
        return new PortException(PortException.Part.STORAGE, PortException.Kind.CORRUPT, what, null);
    }

    /** The rows as they are read, and what the file has come to so far. */
    private static final class Checked implements Iterator<@Nullable Object[]> {
        private final Section section;
        private final FileEntry entry;
        private final RowCheck check;
        private final MessageDigest digest = Sha256.begin();
        private final Counted in;
        private final Iterator<@Nullable Object[]> read;
        private long count;
        private boolean ended;

        Checked(InputStream object, BackupFormat format, Section section, FileEntry entry, RowCheck check) {
            this.section = section;
            this.entry = entry;
            this.check = check;
            this.in = new Counted(new DigestInputStream(object, digest), entry.bytes());
            try {
                this.read = format.read(section, entry.schema(), in);
            } catch (IOException e) {
                close(object);
                throw unreadable(e);
            } catch (RuntimeException e) {
                close(object);
                throw e;
            }
        }

        private static void close(InputStream object) {
            try {
                object.close();
            } catch (IOException e) {
                // The caller is told why it could not be read.
            }
        }

        private static RuntimeException unreadable(IOException e) {
            return new PortException(
                    PortException.Part.STORAGE, PortException.Kind.UNAVAILABLE, "the storage cannot be read", e);
        }

        @Override
        public boolean hasNext() {
            if (ended) {
                return false;
            }
            try {
                if (read.hasNext()) {
                    return true;
                }
            } catch (UncheckedIOException e) {
                throw unreadable(Objects.requireNonNull(e.getCause()));
            }
            ended = true;
            if (count != entry.rows()
                    || in.bytes != entry.bytes()
                    || !Sha256.hex(digest).equals(entry.sha256())) {
                throw damaged("the file of %s is not as it was written".formatted(section.name()));
            }
            return false;
        }

        @Override
        public @Nullable Object[] next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            @Nullable Object[] row = read.next();
            count++;
            check.accept(row);
            return row;
        }

        void close() throws IOException {
            in.close();
        }
    }

    /** Counts bytes, and gives no more than there are to be. */
    private static final class Counted extends FilterInputStream {
        private final long most;
        private long bytes;

        Counted(InputStream in, long most) {
            super(in);
            this.most = most;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = super.read(buffer, offset, length);
            if (n > 0) {
                bytes += n;
                if (bytes > most) {
                    throw damaged("a file is longer than the manifest says");
                }
            }
            return n;
        }
    }
}
