package dev.muster.application.ingest;

import dev.muster.application.Refusal;
import dev.muster.application.port.PortException;
import dev.muster.application.port.PortException.Kind;
import dev.muster.application.port.PortException.Part;
import dev.muster.application.port.RecordSource;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Source;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes in files from configured places, and from no others. Thread safe. */
public final class LoadFromSource {
    /** Most files of a place that are listed. */
    public static final int MOST_LISTED = 1_000;

    private final LandOnce landOnce;
    private final List<RecordSource> sources;

    public LoadFromSource(LandOnce landOnce, List<RecordSource> sources) {
        this.landOnce = landOnce;
        this.sources = List.copyOf(sources);
    }

    /** Returns the configured places. */
    public List<RecordSource> sources() {
        return sources;
    }

    /**
     * A place and its files.
     *
     * @param source what files are asked for with, before their names
     * @param detail why the place cannot be reached; null if it can
     * @param files the first {@value #MOST_LISTED} of those whose names tell a format
     * @param moreFiles whether there are more of these, or may be
     */
    public record Listing(
            String source,
            Source.Kind kind,
            boolean reachable,
            @Nullable String detail,
            List<RecordSource.Listed> files,
            boolean moreFiles) {

        /** Lists a place. */
        public static Listing of(RecordSource source) {
            try {
                RecordSource.Found found =
                        source.list(name -> FileKind.of(name).format().isPresent(), MOST_LISTED);
                return new Listing(source.prefix(), source.kind(), true, null, found.files(), found.more());
            } catch (PortException e) {
                return new Listing(source.prefix(), source.kind(), false, e.getMessage(), List.of(), false);
            }
        }
    }

    /** The name of a file in a place. The file may not exist. */
    public record Place(RecordSource source, String name) {
        @Override
        public String toString() {
            return source.prefix() + name;
        }

        /** Returns what runs of the file are recorded to have read. */
        public String nameInRuns() {
            return source.nameInRuns(name);
        }
    }

    /**
     * Finds the place that a text such as {@code inbox:jobs.csv} names.
     *
     * @throws Refusal {@code path-not-allowed} if no configured place has that prefix
     */
    public Place place(String text) {
        return sources.stream()
                .filter(source -> text.startsWith(source.prefix()))
                .findFirst()
                .map(source -> new Place(source, text.substring(source.prefix().length())))
                .orElseThrow(() -> notAllowed(text));
    }

    /**
     * Lands a file as it is now and puts its run on record, unless a request with the same key did so.
     *
     * @param request returns what to do with the file; called only if the file may be read
     * @param key the sender's key for the request, of which the content of the file is no part; null if there is none,
     *     or for a dry run
     * @param allowance how much of the file may be in memory at once
     * @throws Refusal {@code path-not-allowed}, {@code not-found}, {@code source-changed} if someone writes to the file
     *     meanwhile, or what {@link IngestRecords#land} refuses; nothing of it is kept
     */
    public KeyedIngestion land(
            Supplier<LoadRequest> request, Place place, @Nullable RequestKey key, Allowance allowance) {
        return Optional.ofNullable(key)
                .flatMap(landOnce::carriedOut)
                .orElseGet(() -> landNew(request, place, key, allowance));
    }

    private KeyedIngestion landNew(
            Supplier<LoadRequest> request, Place place, @Nullable RequestKey key, Allowance allowance) {
        InputStream body = read(place);
        try {
            return landOnce.land(
                    request.get(), new Input(place.source().kind(), place.nameInRuns(), body, allowance), key);
        } catch (IOException e) {
            throw new PortException(Part.STORAGE, Kind.UNAVAILABLE, "%s cannot be read".formatted(place), e);
        } finally {
            closeQuietly(body);
        }
    }

    private static void closeQuietly(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            // The caller learns whether the file was landed; closing does not matter any more.
        }
    }

    /**
     * Returns the bytes of a file as it is now. Reading throws {@link Refusal} {@code source-changed}, at the end at the
     * latest, if someone writes to the file meanwhile. The caller closes the stream.
     *
     * @throws Refusal {@code path-not-allowed}, {@code not-found}
     */
    public static InputStream read(Place place) {
        return new Unchanging(open(place), place);
    }

    private static RecordSource.Opened open(Place place) {
        try {
            return place.source().open(place.name());
        } catch (PortException e) {
            throw switch (e.kind()) {
                case MISSING ->
                    new Refusal(new Problem(ProblemType.NOT_FOUND, "there is no file '%s'".formatted(place))
                            .with("field", "source"));
                case DENIED -> notAllowed(place.toString());
                case UNAVAILABLE, FULL, CONFLICT, CORRUPT, FAULT -> e;
            };
        }
    }

    private static Refusal notAllowed(String place) {
        return new Refusal(new Problem(ProblemType.PATH_NOT_ALLOWED, "'%s' may not be read".formatted(place))
                .with("field", "source"));
    }

    /**
     * Throws at the end of a file that someone has changed since it was opened, because the bytes read belong to no
     * single state of it.
     */
    private static final class Unchanging extends FilterInputStream {
        private final RecordSource.Opened file;
        private final Place place;

        Unchanging(RecordSource.Opened file, Place place) {
            super(file.body());
            this.file = file;
            this.place = place;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                int n = super.read(target, offset, length);
                if (n < 0 && file.changed()) {
                    throw changed();
                }
                return n;
            } catch (PortException e) {
                throw e.kind() == Kind.CONFLICT ? changed() : e;
            }
        }

        @Override
        public void close() throws IOException {
            file.close();
        }

        private Refusal changed() {
            return new Refusal(
                    ProblemType.SOURCE_CHANGED, "%s changed while it was read; nothing of it is kept".formatted(place));
        }
    }
}
