package dev.muster.application.port;

import dev.muster.domain.backup.Backup;
import dev.muster.domain.backup.Manifest;
import dev.muster.domain.backup.Section;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The files of a backup. What is read may come from anyone: it takes bounded memory, and what is not as this format has
 * it throws a {@link PortException} of kind {@code CORRUPT} that says for people what is wrong. Thread safe.
 */
public interface BackupFormat {

    /** Returns the ending of files of rows, without a full stop. */
    String extension();

    /** Returns the schema with which rows of a section are written, as JSON. */
    String schema(Section section);

    /**
     * Writes a whole file of rows.
     *
     * @param out is not closed
     * @return the number of rows
     * @throws IOException what {@code out} throws, if it fails
     */
    long write(Section section, Iterator<@Nullable Object[]> rows, OutputStream out) throws IOException;

    /**
     * Reads a file of rows up to its end. Optional columns that the file does not have are null in each row.
     *
     * @param schema the schema that the file must have
     * @throws IOException what {@code in} throws, if it fails
     */
    Iterator<@Nullable Object[]> read(Section section, String schema, InputStream in) throws IOException;

    /** Returns a manifest as JSON. */
    byte[] manifest(Manifest manifest);

    /** Reads a manifest. */
    Manifest manifest(byte[] json);

    /** Returns what is known of a backup beside its manifest, as JSON. */
    byte[] record(Backup backup);

    /** Reads what {@link #record(Backup)} wrote of the backup with this manifest. */
    Backup record(Manifest manifest, byte[] json);
}
