package dev.muster.application.ingest;

import dev.muster.application.Refusal;
import dev.muster.application.Sha256;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.RecordDecoder;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Receives inputs byte for byte before anything else is done with them. Inputs up to 1 MiB stay in memory, to be stored
 * with the run. Larger ones, and those for which there is no memory, become objects of the raw zone. Checks what can be
 * checked without decoding: size, compression and the first bytes.
 */
final class Landing {
    /** Inputs up to this size need no object. */
    static final int MAX_BYTES_IN_DATABASE = 1 << 20;

    /** Memory for an input is taken in pieces of so many bytes. */
    static final int PIECE = 1 << 14;

    private static final int BUFFER = 1 << 16;

    private static final FirstBytes NONE = new FirstBytes(new byte[0], 0);

    private final ObjectStore objects;
    private final LandingMarks marks;
    private final RecordDecoder decoder;
    private final long maxBytes;

    /** @param maxBytes most bytes of an input, both as received and decompressed */
    Landing(ObjectStore objects, RecordDecoder decoder, long maxBytes) {
        this.objects = objects;
        this.decoder = decoder;
        this.marks = new LandingMarks(objects);
        this.maxBytes = maxBytes;
    }

    /**
     * Receives {@code input} to its end.
     *
     * @throws Refusal if it is too large, or something else than what it was sent as; nothing of it is kept
     * @throws IOException if it cannot be read to its end; nothing of it is kept
     */
    Arrived land(RunId run, Instant at, Input input, LoadOptions options) throws IOException {
        MessageDigest digest = Sha256.begin();
        List<byte[]> head = new ArrayList<>();
        FirstBytes first = NONE;
        int received = 0;
        do {
            int most = Math.min(PIECE, MAX_BYTES_IN_DATABASE + 1 - received);
            byte[] piece = input.body().readNBytes(most);
            if (received == 0) {
                first = firstBytes(piece, input, options);
            }
            digest.update(piece);
            head.add(piece);
            received += piece.length;
            refuseAbove(received);
            if (piece.length < most) {
                byte[] bytes = joined(head, received);
                Content content = content(first, () -> new ByteArrayInputStream(bytes), options);
                return arrived(source(input, digest, received), new RunInput.Bytes.InMemory(bytes), content);
            }
        } while (received <= MAX_BYTES_IN_DATABASE && input.allowance().take(PIECE));
        String key = key(run, at, input.name());
        marks.begin(run, key);
        try {
            return landObject(key, head, received, first, digest, input, options);
        } catch (Throwable e) {
            // Whatever went wrong, nothing of the input may stay.
            discard(run, new RunInput.Bytes.InObject(key), e::addSuppressed);
            throw e;
        }
    }

    /** @param head the first {@code received} bytes; emptied when they are written */
    private Arrived landObject(
            String key,
            List<byte[]> head,
            int received,
            FirstBytes first,
            MessageDigest digest,
            Input input,
            LoadOptions options)
            throws IOException {
        long size = received;
        try (ObjectStore.Upload upload = objects.create(key)) {
            OutputStream out = upload.body();
            for (byte[] piece : head) {
                out.write(piece);
            }
            head.clear();
            input.allowance().giveBack();
            byte[] buffer = new byte[BUFFER];
            for (int n; (n = input.body().read(buffer)) >= 0; size += n) {
                refuseAbove(size + n);
                digest.update(buffer, 0, n);
                out.write(buffer, 0, n);
            }
            upload.commit();
        }
        return arrived(
                source(input, digest, size),
                new RunInput.Bytes.InObject(key),
                content(first, () -> objects.read(key, 0), options));
    }

    private static Arrived arrived(Source source, RunInput.Bytes bytes, Content content) {
        return new Arrived(source, bytes, content.first().nameUtf16(), content.problem());
    }

    /**
     * What is known of an input without decoding it.
     *
     * @param problem why it cannot be loaded although it is kept; null if it can
     */
    private record Content(FirstBytes first, @Nullable Problem problem) {}

    /** Looks at the beginning of an input, unless that is ours: a replay is no file that somebody sent. */
    private static FirstBytes firstBytes(byte[] piece, Input input, LoadOptions options) {
        FirstBytes first = input.kind() == Source.Kind.REPLAY ? NONE : new FirstBytes(piece, piece.length);
        if (!options.gzip()) {
            first.refuseIfOther(options.format(), false);
        }
        return first;
    }

    /**
     * Removes a landed input whose run will not be on record.
     *
     * @param failed receives the failure if the input cannot be removed now; it then is a leftover that will be removed
     *     later
     */
    void discard(RunId run, RunInput.Bytes bytes, Consumer<RuntimeException> failed) {
        try {
            discard(run, bytes);
        } catch (RuntimeException e) {
            failed.accept(e);
        }
    }

    /**
     * Removes a landed input whose run will not be on record. If the storage fails, the input is a leftover that will
     * be removed later.
     */
    void discard(RunId run, RunInput.Bytes bytes) {
        String object = bytes.object();
        if (object != null) {
            objects.delete(object);
            marks.end(run);
        }
    }

    /** Removes the mark of a landed input whose run is on record. */
    void settle(RunId run, RunInput.Bytes bytes) {
        if (bytes.object() != null) {
            marks.end(run);
        }
    }

    private static byte[] joined(List<byte[]> pieces, int size) {
        byte[] bytes = new byte[size];
        int position = 0;
        for (byte[] piece : pieces) {
            System.arraycopy(piece, 0, bytes, position, piece.length);
            position += piece.length;
        }
        return bytes;
    }

    /** @param received opens the input, which was received to its end */
    private Content content(FirstBytes first, Supplier<InputStream> received, LoadOptions options) throws IOException {
        Content content = new Content(first, null);
        if (options.gzip()) {
            try (InputStream in = received.get()) {
                content = checkGzip(in, options.format());
            }
        }
        if (options.format() == LoadOptions.Format.XLSX && content.problem() == null) {
            try (InputStream in = received.get()) {
                InputStream plain = options.gzip() ? new GzipMembers(in) : in;
                return new Content(content.first(), decoder.check(plain, options, maxBytes));
            }
        }
        return content;
    }

    /**
     * Decompresses without keeping anything, so that loading never begins on an input that is damaged or decompresses
     * to too many bytes.
     */
    private Content checkGzip(InputStream compressed, LoadOptions.Format format) throws IOException {
        long size = 0;
        byte[] head = new byte[FirstBytes.ENOUGH];
        try (InputStream in = new GzipMembers(compressed)) {
            byte[] buffer = new byte[BUFFER];
            for (int n; (n = in.read(buffer)) >= 0; ) {
                if (size < head.length) {
                    System.arraycopy(buffer, 0, head, (int) size, Math.min(n, head.length - (int) size));
                }
                size += n;
                if (size > maxBytes) {
                    throw new Refusal(new Problem(
                                    ProblemType.DECOMPRESSED_TOO_LARGE,
                                    "the body opens to more than %s bytes, the most allowed".formatted(maxBytes))
                            .with("allowed", maxBytes));
                }
            }
            FirstBytes first = new FirstBytes(head, (int) Math.min(size, head.length));
            first.refuseIfOther(format, true);
            return new Content(first, null);
        } catch (ZipException e) {
            return new Content(
                    NONE,
                    new Problem(
                            ProblemType.MALFORMED_GZIP,
                            "the gzip data %s after %s decompressed bytes".formatted(e.getMessage(), size)));
        }
    }

    private void refuseAbove(long size) {
        if (size > maxBytes) {
            throw new Refusal(new Problem(
                            ProblemType.PAYLOAD_TOO_LARGE,
                            "the body is larger than %s bytes, the most allowed".formatted(maxBytes))
                    .with("allowed", maxBytes));
        }
    }

    private static Source source(Input input, MessageDigest digest, long size) {
        return new Source(input.kind(), input.name(), HexFormat.of().formatHex(digest.digest()), size);
    }

    private static String key(RunId run, Instant at, @Nullable String name) {
        LocalDate day = LocalDate.ofInstant(at, ZoneOffset.UTC);
        String lastPart = name == null ? "" : name.substring(name.lastIndexOf('/') + 1);
        String shortened = lastPart.substring(Math.max(0, lastPart.length() - 100));
        String safe = shortened.replaceAll("[^A-Za-z0-9._-]", "_").replaceAll("^\\.+", "");
        return "raw/%s/%s/%s".formatted(day, run, safe.isEmpty() ? "body" : safe);
    }
}
