package dev.muster.domain.backup;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a backup holds. It is written when everything else of the backup is there and was read back.
 *
 * @param id opaque to clients
 * @param createdAt the moment of the data that the backup has
 * @param formatVersion the version of the layout of backups
 * @param datasets the files of datasets, each after those to which it refers
 * @param ledger the files of what is kept beside these datasets
 * @param figures the reports that can be computed from these datasets
 */
public record Manifest(
        String id,
        Instant createdAt,
        int formatVersion,
        List<FileEntry> datasets,
        List<FileEntry> ledger,
        List<FigureEntry> figures) {

    /** The version that this program writes and reads. */
    public static final int FORMAT_VERSION = 1;

    public Manifest {
        datasets = List.copyOf(datasets);
        ledger = List.copyOf(ledger);
        figures = List.copyOf(figures);
    }

    /**
     * A file.
     *
     * @param section the name of its {@link Section}
     * @param file its key in the storage
     * @param rows number of rows
     * @param bytes size
     * @param sha256 digest of its bytes, in lower-case hexadecimal
     * @param schema Avro schema of its rows, as JSON
     */
    public record FileEntry(String section, String file, long rows, long bytes, String sha256, String schema) {}

    /**
     * A report as it was computed from the data in the backup.
     *
     * @param parameters texts by name, in the order of the names
     * @param rows number of its rows
     * @param sha256 digest of its rows and facts, in lower-case hexadecimal
     */
    public record FigureEntry(String report, Map<String, String> parameters, long rows, String sha256) {
        public FigureEntry {
            parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
        }

        /** Returns the report with its parameters, for people: {@code hires-by-month year=2021}. */
        public String title() {
            StringBuilder title = new StringBuilder(report);
            parameters.forEach(
                    (name, value) -> title.append(' ').append(name).append('=').append(value));
            return title.toString();
        }
    }

    /** Returns the file of a dataset; empty if the backup does not have that dataset. */
    public Optional<FileEntry> dataset(String name) {
        return datasets.stream().filter(file -> file.section().equals(name)).findFirst();
    }

    /** Returns the size of all files. */
    public long bytes() {
        return datasets.stream().mapToLong(FileEntry::bytes).sum()
                + ledger.stream().mapToLong(FileEntry::bytes).sum();
    }
}
