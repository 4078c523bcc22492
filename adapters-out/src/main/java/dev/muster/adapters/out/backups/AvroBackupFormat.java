package dev.muster.adapters.out.backups;

import dev.muster.application.port.BackupFormat;
import dev.muster.domain.backup.Backup;
import dev.muster.domain.backup.Manifest;
import dev.muster.domain.backup.Section;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Iterator;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.jspecify.annotations.Nullable;

/** Rows in Avro object container files, compressed with Zstandard; manifests in JSON. */
final class AvroBackupFormat implements BackupFormat {
    private static final int COMPRESSION_LEVEL = 1;

    /** A block ends with the row that fills it up, and no row is larger than a few megabytes. */
    private static final int BLOCK_BYTES = 1 << 18;

    @Override
    public String extension() {
        return "avro";
    }

    @Override
    public String schema(Section section) {
        return SectionSchema.of(section).toString();
    }

    @Override
    public long write(Section section, Iterator<@Nullable Object[]> rows, OutputStream out) throws IOException {
        long written = 0;
        try (DataFileWriter<@Nullable Object[]> avro = new DataFileWriter<>(new SectionRowWriter(section))) {
            avro.setCodec(CodecFactory.zstandardCodec(COMPRESSION_LEVEL));
            avro.setSyncInterval(BLOCK_BYTES);
            Schema schema = SectionSchema.of(section);
            avro.create(schema, new Unclosed(out));
            while (rows.hasNext()) {
                avro.append(rows.next());
                written++;
            }
        }
        return written;
    }

    /** A stream that stays open when it is closed here. */
    private static final class Unclosed extends FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }

    @Override
    public Iterator<@Nullable Object[]> read(Section section, String schema, InputStream in) throws IOException {
        return new SectionReader(section, schema, in);
    }

    @Override
    public byte[] manifest(Manifest manifest) {
        return BackupJson.of(manifest);
    }

    @Override
    public Manifest manifest(byte[] json) {
        return BackupJson.manifest(json);
    }

    @Override
    public byte[] record(Backup backup) {
        return BackupJson.of(backup);
    }

    @Override
    public Backup record(Manifest manifest, byte[] json) {
        return BackupJson.backup(manifest, json);
    }
}
