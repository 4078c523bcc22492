package dev.muster.application.ingest;

import dev.muster.application.Prefetch;
import dev.muster.application.Sha256;
import dev.muster.application.port.Database;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RecordDecoder;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.intake.Verdict;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.Run;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Derives the records of a run that is on record again from its input, and the verdicts on them, by the code that loads.
 * Can be read once. Not thread safe.
 */
public final class DerivedRecords {
    private final Inputs inputs;
    private final Run run;
    private final RunInput input;
    private @Nullable Received received;
    private @Nullable BatchReader batches;
    private Bytes bytes = Bytes.AS_RECEIVED;

    public DerivedRecords(Run run, Catalog catalog, Database database, ObjectStore objects, RecordDecoder decoder) {
        this.inputs = new Inputs(catalog, database, objects, decoder);
        this.run = run;
        this.input = RunInput.of(run);
    }

    /** A record that was derived again. It keeps its whole batch in memory. */
    public static final class Derived {
        private final RecordBatch batch;
        private final RecordBatch.Entry entry;

        private Derived(RecordBatch batch, RecordBatch.Entry entry) {
            this.batch = batch;
            this.entry = entry;
        }

        /** Returns the number of the record in its run, from 1. */
        public long number() {
            return entry.number();
        }

        /** Returns the physical line, from 1, on which the record starts. */
        public long line() {
            return entry.line();
        }

        /** Returns the verdict, which does not depend on what is stored. */
        public Verdict verdict() {
            return entry.verdict();
        }

        /** Returns whether the record names a rejection whose place it takes. Such a record may have no outcome of its own. */
        public boolean namesRejection() {
            return entry.correction() != null;
        }

        /** Returns the record's bytes, as a rejection keeps them. */
        public byte[] raw() {
            return batch.rawOf(entry);
        }
    }

    /** How the bytes of an input are found. */
    public enum Bytes {
        AS_RECEIVED,
        /** Their digest is another than that of the bytes that were received. */
        CHANGED,
        /** They cannot be read to their end, as what they are recorded to be. */
        UNREADABLE,
        MISSING
    }

    /**
     * Passes on the records that have an outcome, in input order, batch by batch. Reads a large input ahead on a thread of
     * its own. Bytes that are not as received are no exception.
     *
     * @param prepared makes of a batch what is passed on; runs on the thread that reads
     * @return how the bytes were found
     * @throws PortException if database or storage fail
     */
    public <T> Bytes read(Function<List<Derived>, T> prepared, Consumer<T> taker) {
        Batches<T> source = new Batches<>(prepared);
        try {
            if (input.bytes() instanceof RunInput.Bytes.InObject) {
                try (Prefetch<T> ahead = new Prefetch<>(source, "derive-" + run.id())) {
                    for (T batch; (batch = ahead.next()) != null; ) {
                        taker.accept(batch);
                    }
                }
            } else {
                try (source) {
                    for (T batch; (batch = source.next()) != null; ) {
                        taker.accept(batch);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes;
    }

    private final class Batches<T> implements Prefetch.Source<T> {
        private final Function<List<Derived>, T> prepared;

        Batches(Function<List<Derived>, T> prepared) {
            this.prepared = prepared;
        }

        @Override
        public @Nullable T next() {
            try {
                Received open = received == null ? open() : received;
                RecordBatch batch = reader(open).next();
                if (batch != null && batch.from().records() < run.checkpoint().records()) {
                    return prepared.apply(derived(batch));
                }
                bytes = open.isAsReceived() ? Bytes.AS_RECEIVED : Bytes.CHANGED;
            } catch (PortException e) {
                if (e.part() != PortException.Part.STORAGE || e.kind() != PortException.Kind.MISSING) {
                    throw e;
                }
                bytes = Bytes.MISSING;
            } catch (IOException | UncheckedIOException e) {
                // What fails in the storage is a PortException, so that this is about the content.
                bytes = Bytes.UNREADABLE;
            }
            return null;
        }

        @Override
        public void close() throws IOException {
            if (batches != null) {
                batches.close();
            } else if (received != null) {
                received.close();
            }
        }
    }

    private List<Derived> derived(RecordBatch batch) {
        List<Derived> records = new ArrayList<>(batch.entries().size());
        for (RecordBatch.Entry entry : batch.entries()) {
            if (entry.number() <= run.checkpoint().records()) {
                records.add(new Derived(batch, entry));
            }
        }
        return records;
    }

    private Received open() {
        received = new Received(run, inputs.open(run, input));
        return received;
    }

    private BatchReader reader(Received open) {
        if (batches == null) {
            batches = inputs.batches(run, input, new CountingInputStream(open), Checkpoint.START, true, null);
        }
        return batches;
    }

    /** The bytes of an input, on their way to the decoder. */
    private static final class Received extends FilterInputStream {
        private final Run run;
        private final MessageDigest digest = Sha256.begin();

        Received(Run run, InputStream in) {
            super(in);
            this.run = run;
        }

        /** Reads to the end. Returns whether all bytes together have the digest of those that were received. */
        boolean isAsReceived() throws IOException {
            transferTo(OutputStream.nullOutputStream());
            String expected = run.source().sha256();
            return expected == null || expected.equals(HexFormat.of().formatHex(digest.digest()));
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            try {
                int n = in.read(target, offset, length);
                digest.update(target, offset, Math.max(n, 0));
                return n;
            } catch (IOException e) {
                throw new PortException(
                        PortException.Part.STORAGE,
                        PortException.Kind.UNAVAILABLE,
                        "the landed input of run %s cannot be read".formatted(run.id()),
                        e);
            }
        }

        /** Reads what is skipped: its bytes count, too. */
        @Override
        public long skip(long n) throws IOException {
            byte[] skipped = new byte[(int) Math.min(n, 1 << 13)];
            return n <= 0 ? 0 : Math.max(0, read(skipped, 0, skipped.length));
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
