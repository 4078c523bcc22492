package dev.muster.application.reports;

import dev.muster.application.Refusal;
import dev.muster.application.access.Acting;
import dev.muster.application.port.IdSource;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.ReportWriter;
import dev.muster.domain.report.ReportResult;
import dev.muster.domain.run.ProblemType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps reports as files in the storage, under {@code reports/}. Their names tell the report, its parameters and the
 * time: {@code hired-employees-by-quarter-2021-20261121T094512Z-0k8jq7r4s5t6u.csv}. Thread safe.
 */
public final class ReportFiles {
    private static final String FOLDER = "reports/";
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*\\.([a-z0-9]+)");
    private static final Pattern TIME = Pattern.compile("[0-9]{8}T[0-9]{6}Z");

    private final ComputeReport reports;
    private final ReportFormats formats;
    private final ObjectStore objects;
    private final InstantSource clock;
    private final IdSource ids;

    public ReportFiles(
            ComputeReport reports, ReportFormats formats, ObjectStore objects, InstantSource clock, IdSource ids) {
        this.reports = reports;
        this.formats = formats;
        this.objects = objects;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * A file.
     *
     * @param name unique among all files
     * @param format the ending of its name
     * @param createdAt when it was written, to the second; null if its name does not tell
     */
    public record ReportFile(
            String name,
            String format,
            long bytes,
            @Nullable Instant createdAt) {}

    /**
     * Computes a report and writes it to a new file.
     *
     * @param parameters texts of the report's parameters by name
     * @throws Refusal {@code unknown-report}, or {@code bad-parameter} if a parameter or the format is not allowed
     */
    public ReportFile write(
            String report, String format, Map<String, String> parameters, ReportWriter.Options options) {
        ReportWriter writer = formats.get(format);
        ReportResult result = reports.compute(report, parameters);
        String name = name(result, format);
        Acting.on(name);
        try (ObjectStore.Upload upload = objects.create(FOLDER + name)) {
            writer.write(result, options, upload.body());
            upload.commit();
        } catch (IOException e) {
            throw new UncheckedIOException("an object store says itself what failed", e);
        }
        return find(name).orElseThrow(() -> notFound(name));
    }

    /**
     * Computes a report and writes it to the file that tells this time and id, unless that is there already.
     *
     * @param id letters, digits and {@code _-}
     * @throws Refusal as {@link #write(String, String, Map, ReportWriter.Options)}
     */
    public void writeOnce(String report, String format, Map<String, String> parameters, Instant at, String id) {
        ReportWriter writer = formats.get(format);
        ReportResult result = reports.compute(report, parameters);
        try (ObjectStore.Upload upload = objects.create(FOLDER + name(result, format, at, id))) {
            writer.write(result, ReportWriter.Options.DEFAULT, upload.body());
            upload.commit();
        } catch (PortException e) {
            if (e.kind() != PortException.Kind.CONFLICT) {
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an object store says itself what failed", e);
        }
    }

    private String name(ReportResult result, String format) {
        return name(result, format, clock.instant(), ids.nextRunId().toString());
    }

    private static String name(ReportResult result, String format, Instant at, String id) {
        String arguments = result.arguments().values().values().stream()
                .map(value -> "-" + value)
                .collect(Collectors.joining());
        return "%s%s-%s-%s.%s".formatted(result.report().name(), arguments, TIMESTAMP.format(at), id, format);
    }

    /** Returns all files, newest first. */
    public List<ReportFile> list() {
        return objects.list(FOLDER)
                .flatMap(object -> file(object).stream())
                .sorted(Comparator.comparing(
                                ReportFile::createdAt, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
                        .thenComparing(ReportFile::name)
                        .reversed())
                .toList();
    }

    /** Finds the file with this name; empty if there is none. */
    public Optional<ReportFile> find(String name) {
        return NAME.matcher(name).matches() ? objects.find(FOLDER + name).flatMap(ReportFiles::file) : Optional.empty();
    }

    /**
     * The file with this name.
     *
     * @throws Refusal {@code not-found} if there is none
     */
    public ReportFile get(String name) {
        return find(name).orElseThrow(() -> notFound(name));
    }

    /** Returns the format of a file; empty if reports no longer have this format. */
    public Optional<ReportWriter> formatOf(ReportFile file) {
        return formats.find(file.format());
    }

    /**
     * Returns the bytes of a file. The caller closes the stream.
     *
     * @throws Refusal {@code not-found} if the file is gone
     */
    public InputStream read(ReportFile file) {
        try {
            return objects.read(FOLDER + file.name(), 0);
        } catch (PortException e) {
            if (e.kind() == PortException.Kind.MISSING) {
                throw notFound(file.name());
            }
            throw e;
        }
    }

    /**
     * Deletes a file.
     *
     * @throws Refusal {@code not-found} if there is none
     */
    public void delete(String name) {
        Acting.on(name);
        if (!NAME.matcher(name).matches() || !objects.delete(FOLDER + name)) {
            throw notFound(name);
        }
    }

    private static Optional<ReportFile> file(ObjectStore.Listed object) {
        String name = object.key().substring(FOLDER.length());
        Matcher matcher = NAME.matcher(name);
        return matcher.matches()
                ? Optional.of(new ReportFile(name, matcher.group(1), object.bytes(), createdAt(name)))
                : Optional.empty();
    }

    private static @Nullable Instant createdAt(String name) {
        Matcher time = TIME.matcher(name);
        try {
            return time.find() ? TIMESTAMP.parse(time.group(), Instant::from) : null;
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static Refusal notFound(String name) {
        return new Refusal(ProblemType.NOT_FOUND, "there is no report file '%s'".formatted(name));
    }
}
