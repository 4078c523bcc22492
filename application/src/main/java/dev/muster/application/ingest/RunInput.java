package dev.muster.application.ingest;

import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.Source;
import java.io.ByteArrayInputStream;
import org.jspecify.annotations.Nullable;

/** What a run takes its records from. How that is on record is known here only. */
sealed interface RunInput {

    /** Where the input's bytes are. */
    Bytes bytes();

    /** Whether all records were received before, and rejected. */
    boolean isReplay();

    /**
     * Records, as received.
     *
     * @param corrects id of the rejection whose place the first record takes, which is the only one then; null if none
     */
    record Landed(Bytes bytes, @Nullable String corrects) implements RunInput {
        @Override
        public boolean isReplay() {
            return corrects != null;
        }
    }

    /** A list of rejections, as {@link ReplayList} reads it: their records are read where they were received. */
    record Listed(Bytes bytes) implements RunInput {
        @Override
        public boolean isReplay() {
            return true;
        }
    }

    /** The input of a run that is on record. */
    static RunInput of(Run run) {
        String object = run.options().object();
        return of(run, object == null ? new Bytes.InDatabase() : new Bytes.InObject(object));
    }

    /** The input of a run, whose bytes are there. */
    static RunInput of(Run run, Bytes bytes) {
        return isListed(run)
                ? new Listed(bytes)
                : new Landed(bytes, isReplay(run) ? run.source().name() : null);
    }

    /** Whether the input of a run that is on record is a list of rejections. */
    static boolean isListed(Run run) {
        return isReplay(run) && run.source().name() == null;
    }

    private static boolean isReplay(Run run) {
        return run.source().kind() == Source.Kind.REPLAY;
    }

    /** What arrives for a replay of these rejections. */
    static Input listing(Iterable<Rejection.Id> rejections) {
        return new Input(Source.Kind.REPLAY, null, ReplayList.stream(rejections));
    }

    /** What arrives for a replay of one rejection with another record in its place. */
    static Input correcting(Rejection.Id rejection, byte[] record) {
        return new Input(Source.Kind.REPLAY, rejection.toString(), new ByteArrayInputStream(record));
    }

    /** Where bytes are. */
    sealed interface Bytes {

        /** They may be in the database, too. */
        record InMemory(byte[] content) implements Bytes {}

        /** With the run's batches. */
        record InDatabase() implements Bytes {}

        /** In the object store. */
        record InObject(String key) implements Bytes {}

        /** Key of the object that holds them; null if none does. */
        default @Nullable String object() {
            return this instanceof InObject(String key) ? key : null;
        }
    }
}
