package dev.muster.application.ingest;

import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.Source;
import java.io.ByteArrayInputStream;
import org.jspecify.annotations.Nullable;

/** The input from which a run takes its records. Only this class knows how that is recorded. */
sealed interface RunInput {

    /** Returns where the input's bytes are. */
    Bytes bytes();

    /** Returns whether all records were received before, and rejected. */
    boolean isReplay();

    /** Returns the rejection whose place the only record takes; null if records themselves may name rejections. */
    default Rejection.@Nullable Id corrects() {
        return null;
    }

    /**
     * Records, as received.
     *
     * @param corrects the rejection whose place the only record takes; null if records themselves may name rejections
     */
    record Landed(Bytes bytes, Rejection.@Nullable Id corrects) implements RunInput {
        @Override
        public boolean isReplay() {
            return corrects != null;
        }
    }

    /** A list of rejections, which {@link ReplayList} reads. Their records are read where they were received. */
    record Listed(Bytes bytes) implements RunInput {
        @Override
        public boolean isReplay() {
            return true;
        }
    }

    /** Returns the input of a run that is on record. */
    static RunInput of(Run run) {
        String object = run.options().object();
        if (run.options().format() == LoadOptions.Format.MESSAGES) {
            return of(run, new Bytes.InBatches());
        }
        return of(run, object == null ? new Bytes.InDatabase() : new Bytes.InObject(object));
    }

    /** Returns the input of a run whose bytes are at hand. */
    static RunInput of(Run run, Bytes bytes) {
        return isListed(run) ? new Listed(bytes) : new Landed(bytes, isReplay(run) ? corrected(run) : null);
    }

    /** Returns whether the input of a run that is on record is a list of rejections. */
    static boolean isListed(Run run) {
        return isReplay(run) && run.source().name() == null;
    }

    private static Rejection.Id corrected(Run run) {
        return Rejection.Id.parse(String.valueOf(run.source().name()))
                .orElseThrow(() -> new IllegalStateException("run %s names no rejection".formatted(run.id())));
    }

    private static boolean isReplay(Run run) {
        return run.source().kind() == Source.Kind.REPLAY;
    }

    /** Returns the input that arrives for a replay of these rejections. */
    static Input listing(Iterable<Rejection.Id> rejections) {
        return new Input(Source.Kind.REPLAY, null, ReplayList.stream(rejections));
    }

    /** Returns the input that arrives for a replay of one rejection with another record in its place. */
    static Input correcting(Rejection.Id rejection, byte[] record) {
        return new Input(Source.Kind.REPLAY, rejection.toString(), new ByteArrayInputStream(record));
    }

    /** Where bytes are. */
    sealed interface Bytes {

        /** They are in memory. They may be in the database, too. */
        record InMemory(byte[] content) implements Bytes {}

        /** They are in the database, with the run's batches. */
        record InDatabase() implements Bytes {}

        /** They are in the database, those of each batch with that batch. */
        record InBatches() implements Bytes {}

        /** They are in the object store. */
        record InObject(String key) implements Bytes {}

        /** Returns the key of the object that holds them; null if none does. */
        default @Nullable String object() {
            return this instanceof InObject(String key) ? key : null;
        }
    }
}
