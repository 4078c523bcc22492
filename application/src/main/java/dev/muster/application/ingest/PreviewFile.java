package dev.muster.application.ingest;

import dev.muster.application.Refusal;
import dev.muster.application.access.Acting;
import dev.muster.application.mappings.ManageMappings;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RawRows;
import dev.muster.application.port.Slice;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Mapping;
import dev.muster.domain.dataset.Mapping.Column;
import dev.muster.domain.intake.ProposedColumns;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.LoadOptions.Delimiter;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Shows how a file would be read, and proposes which column is which field, without keeping any of it. Thread safe. */
public final class PreviewFile {
    private static final int RECORDS = 20;
    private static final int MAPPINGS_AT_ONCE = 100;

    private final ManageMappings mappings;
    private final RawRows rawRows;
    private final InstantSource clock;

    public PreviewFile(ManageMappings mappings, RawRows rawRows, InstantSource clock) {
        this.mappings = mappings;
        this.rawRows = rawRows;
        this.clock = clock;
    }

    /**
     * How a file would be read.
     *
     * @param options its format, character set and delimiter as found or said; the delimiter is null if none of the common ones is it
     * @param header whether its first row names its columns; that is so, too, if it looks so although no name is known
     * @param columns the names in the header; empty if there is none
     * @param records the cells of the first {@value #RECORDS} records
     * @param sheets of a workbook; empty if it is none
     * @param proposal which column is which field
     * @param knownMapping name of a mapping of the dataset whose named columns are all in the header: of several the one that
     *     names most, of these the first by name. Without a header, the first by name that names none and whose last column is
     *     that of the file. Null if there is none
     */
    public record Preview(
            LoadOptions options,
            boolean header,
            List<String> columns,
            List<List<String>> records,
            List<String> sheets,
            ProposedColumns proposal,
            @Nullable String knownMapping) {}

    /**
     * Reads as much of a file as a preview needs.
     *
     * @param body the bytes as they arrive; the caller closes it
     * @throws Refusal what a load of the file would be refused with at once, or end with before its first record, but for an
     *     unknown header
     * @throws IOException if it cannot be read
     * @throws PortException if the database fails
     */
    public Preview preview(LoadRequest request, InputStream body) throws IOException {
        Acting.changesNothing();
        Dataset dataset = request.dataset();
        LoadOptions asked = request.options();
        LoadOptions options =
                asked.mappedBy(request.mapping() == null ? null : mappings.named(dataset, request.mapping()));
        try {
            InputStream plain = asked.gzip() ? new GzipMembers(body) : body;
            byte[] head = plain.readNBytes(FirstBytes.ENOUGH);
            FirstBytes first = new FirstBytes(head, head.length);
            first.refuseIfOther(asked.format(), asked.gzip());
            if (request.charsetOpen() && first.nameUtf16()) {
                options = options.in(CharacterSet.UTF_16.canonicalName());
            }
            InputStream whole = new SequenceInputStream(new ByteArrayInputStream(head), plain);
            return preview(dataset, options, rawRows.first(whole, dataset, options, RECORDS + 1));
        } catch (ZipException e) {
            throw new Refusal(ProblemType.MALFORMED_GZIP, "the gzip data %s".formatted(e.getMessage()));
        }
    }

    private Preview preview(Dataset dataset, LoadOptions options, RawRows.First first) {
        List<List<String>> rows = first.rows();
        if (rows.isEmpty()) {
            throw new Refusal(new Problem(ProblemType.EMPTY_FILE, "there is nothing in it"));
        }
        Mapping known = known(dataset, FirstRow.asHeader(rows.getFirst()));
        boolean header =
                options.header() != null ? options.header() : first.header() || known != null || looksLikeHeader(rows);
        List<String> columns = header ? rows.getFirst() : List.of();
        List<List<String>> records = rows.subList(header ? 1 : 0, Math.min(rows.size(), RECORDS + (header ? 1 : 0)));
        Mapping fitting = header ? known : known(dataset, FirstRow.asRecord(rows.getFirst()));
        Delimiter delimiter = first.delimiter();
        return new Preview(
                delimiter == null ? options : options.separatedBy(delimiter),
                header,
                columns,
                records,
                first.sheets(),
                ProposedColumns.of(dataset, columns, records, clock.instant()),
                fitting == null ? null : fitting.name());
    }

    /** Returns whether all cells of the first row are words, and some of the second are not. */
    private static boolean looksLikeHeader(List<List<String>> rows) {
        return rows.size() > 1
                && rows.getFirst().stream().allMatch(cell -> cell.isEmpty() || Character.isLetter(cell.codePointAt(0)))
                && rows.get(1).stream().anyMatch(cell -> !cell.isEmpty() && Character.isDigit(cell.codePointAt(0)));
    }

    /**
     * What the first row tells of the columns.
     *
     * @param names of the columns, as mappings compare them; empty without a header
     * @param unnamed number of the columns without a header; 0 with one
     */
    private record FirstRow(Set<String> names, int unnamed) {
        static FirstRow asHeader(List<String> cells) {
            Set<String> names = new HashSet<>();
            cells.forEach(name -> names.add(Mapping.columnName(name)));
            return new FirstRow(names, 0);
        }

        static FirstRow asRecord(List<String> cells) {
            return new FirstRow(Set.of(), cells.size());
        }

        /** Returns how well a mapping fits; 0 if it does not. */
        int fit(Mapping mapping) {
            if (unnamed > 0) {
                return !mapping.namesColumns() && lastPosition(mapping) == unnamed ? 1 : 0;
            }
            Set<String> needed = namesOf(mapping);
            return names.containsAll(needed) ? needed.size() : 0;
        }
    }

    private static int lastPosition(Mapping mapping) {
        return mapping.columns().values().stream()
                .mapToInt(column -> column instanceof Column.Position(int number) ? number : 0)
                .max()
                .orElse(0);
    }

    private @Nullable Mapping known(Dataset dataset, FirstRow first) {
        Mapping best = null;
        Slice<Mapping> slice = mappings.list(dataset, null, MAPPINGS_AT_ONCE);
        while (true) {
            for (Mapping mapping : slice.items()) {
                if (first.fit(mapping) > (best == null ? 0 : first.fit(best))) {
                    best = mapping;
                }
            }
            if (!slice.more()) {
                return best;
            }
            slice = mappings.list(dataset, slice.items().getLast().name(), MAPPINGS_AT_ONCE);
        }
    }

    private static Set<String> namesOf(Mapping mapping) {
        Set<String> names = new HashSet<>();
        for (Column column : mapping.columns().values()) {
            if (column instanceof Column.Named(String name)) {
                names.add(Mapping.columnName(name));
            }
        }
        return names;
    }
}
