package dev.muster.application.ingest;

import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Checkpoint;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The input of a replay: the ids of rejections, one a line. Their records are read where they were received. The number
 * of a record in the replay is the number of its line. Not thread safe.
 */
final class ReplayList implements Closeable {
    private final InputStream input;
    private Checkpoint checkpoint;
    private Rejection.@Nullable Id id;

    /**
     * @param input the list from its start; closed with this
     * @param from where to begin
     */
    ReplayList(InputStream input, Checkpoint from) throws IOException {
        this.input = new BufferedInputStream(input);
        this.checkpoint = from;
        input.skipNBytes(from.offset());
    }

    /** Returns the text of a list. It is made while it is read. */
    static InputStream stream(Iterable<Rejection.Id> ids) {
        Iterator<Rejection.Id> left = ids.iterator();
        return new SequenceInputStream(new Enumeration<>() {
            @Override
            public boolean hasMoreElements() {
                return left.hasNext();
            }

            @Override
            public InputStream nextElement() {
                return new ByteArrayInputStream((left.next() + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        });
    }

    /** Moves to the next line; false if there is none. */
    boolean next() throws IOException {
        StringBuilder line = new StringBuilder();
        int b = input.read();
        for (; b >= 0 && b != '\n'; b = input.read()) {
            line.append((char) b);
        }
        if (b < 0) {
            return false;
        }
        id = Rejection.Id.parse(line.toString())
                .orElseThrow(() -> new IOException("'%s' is no id of a rejection".formatted(line)));
        checkpoint = new Checkpoint(
                checkpoint.records() + 1, checkpoint.line() + 1, checkpoint.offset() + line.length() + 1, 0);
        return true;
    }

    /** Moves forward to the line with this number, from 1; false if the list is past it or has no such line. */
    boolean forwardTo(long number) throws IOException {
        boolean more = true;
        while (more && checkpoint.records() < number) {
            more = next();
        }
        return more && checkpoint.records() == number;
    }

    /** Returns the rejection that the current line names. */
    Rejection.Id id() {
        if (id == null) {
            throw new IllegalStateException("there is no line yet");
        }
        return id;
    }

    /** Returns the place after the current line. */
    Checkpoint checkpoint() {
        return checkpoint;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
