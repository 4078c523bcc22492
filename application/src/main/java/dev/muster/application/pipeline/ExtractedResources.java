package dev.muster.application.pipeline;

import dev.muster.application.Sha256;
import dev.muster.application.ingest.IngestRecords;
import dev.muster.application.ingest.ReadRecords;
import dev.muster.application.port.Downloads;
import dev.muster.application.port.Downloads.Answer;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.PortException.Kind;
import dev.muster.application.port.TableWriter;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.pipeline.Step;
import dev.muster.domain.report.Table;
import dev.muster.domain.run.LoadOptions.Format;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.Source;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Resources of REST APIs, from their extraction to where all can see their records. Objects of a run are written once: who
 * comes later finds them, and nobody can put others in their place. Thread safe.
 */
public final class ExtractedResources {
    /** A resource is asked for in one piece, so there is an end to its size. */
    public static final long MOST_BYTES = 64 << 20;

    private static final Format FORMAT = Format.JSON;

    private final Catalog catalog;
    private final Downloads downloads;
    private final ObjectStore objects;
    private final ReadRecords records;
    private final TableWriter columns;
    private final IngestRecords ingest;
    private final long maxBytes;
    private final InstantSource clock;

    /**
     * @param columns the format of the cleaned records
     * @param maxBytes most bytes of a resource
     */
    public ExtractedResources(
            Catalog catalog,
            Downloads downloads,
            ObjectStore objects,
            ReadRecords records,
            TableWriter columns,
            IngestRecords ingest,
            long maxBytes,
            InstantSource clock) {
        this.catalog = catalog;
        this.downloads = downloads;
        this.objects = objects;
        this.records = records;
        this.columns = columns;
        this.ingest = ingest;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    void extract(StepInProgress progress, Step.Extract extract) {
        URI address = extract.resource().address();
        writeOnce(raw(progress, extract), out -> {
            if (downloads.getArray(address, maxBytes, out)
                    instanceof Answer.Denied<Long>(int status, String retryAfter)) {
                throw denied(address, status, retryAfter, clock);
            }
        });
        progress.done();
    }

    /** Says what it means that a service does not give what it is asked for. Some answers ask for patience. */
    static StepFailure denied(URI address, int status, @Nullable String retryAfter, InstantSource clock) {
        Problem problem = new Problem(
                ProblemType.UPSTREAM_FAILED, "%s answers with status %s".formatted(address.getHost(), status));
        return status == 408 || status == 429 || status >= 500
                ? StepFailure.passing(
                        problem, RetryAfter.parse(retryAfter, clock.instant()).orElse(null))
                : StepFailure.lasting(problem);
    }

    void clean(StepInProgress progress, List<Step.Extract> extracts) {
        for (Step.Extract extract : extracts) {
            Dataset dataset = catalog.get(extract.dataset());
            String key = "%s/%s.%s".formatted(folder("processed", progress), dataset.name(), columns.format());
            writeOnce(key, out -> {
                try (ReadRecords.Rows rows =
                        records.passing(dataset, FORMAT, raw(progress, extract), progress.startedAt())) {
                    columns.write(Table.of(dataset, rows), new TableWriter.Options(true, false), out);
                }
            });
        }
        progress.done();
    }

    void promote(StepInProgress progress, List<Step.Extract> extracts) {
        List<IngestRecords.Kept> inputs = extracts.stream()
                .map(extract -> new IngestRecords.Kept(
                        catalog.get(extract.dataset()), FORMAT, raw(progress, extract), source(progress, extract)))
                .toList();
        // The transaction that makes all visible also says that the step is done, or is rolled back.
        ingest.loadTogether(
                inputs,
                Mode.UPSERT,
                runs -> progress.done(runs.stream().map(Run::id).toList()));
    }

    private Source source(StepInProgress progress, Step.Extract extract) {
        MessageDigest digest = Sha256.begin();
        long size = 0;
        try (InputStream body = objects.read(raw(progress, extract), 0)) {
            byte[] buffer = new byte[1 << 16];
            for (int n; (n = body.read(buffer)) >= 0; size += n) {
                digest.update(buffer, 0, n);
            }
        } catch (IOException e) {
            throw new PortException(PortException.Part.STORAGE, Kind.UNAVAILABLE, "an object cannot be read", e);
        }
        return new Source(
                Source.Kind.API,
                name(extract.resource().address()),
                HexFormat.of().formatHex(digest.digest()),
                size);
    }

    /** Returns the name of an address in runs: without what stands behind the path, which may be secret. */
    static String name(URI address) {
        return "%s://%s%s".formatted(address.getScheme(), address.getRawAuthority(), address.getRawPath());
    }

    private static String raw(StepInProgress progress, Step.Extract extract) {
        return "%s/%s.json"
                .formatted(folder("raw", progress), extract.resource().name());
    }

    private static String folder(String zone, StepInProgress progress) {
        return "%s/%s/%s"
                .formatted(
                        zone,
                        LocalDate.ofInstant(progress.run().startedAt(), ZoneOffset.UTC),
                        progress.run().id());
    }

    private interface Writing {
        void to(OutputStream out) throws IOException;
    }

    /** Writes an object, unless there is one: an earlier attempt wrote it whole. */
    private void writeOnce(String key, Writing writing) {
        if (objects.find(key).isPresent()) {
            return;
        }
        try (ObjectStore.Upload upload = objects.create(key)) {
            writing.to(upload.body());
            upload.commit();
        } catch (PortException e) {
            if (e.part() != PortException.Part.STORAGE || e.kind() != Kind.CONFLICT) {
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an object store says itself what failed", e);
        }
    }
}
