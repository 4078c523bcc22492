package dev.muster.application.memory;

import static dev.muster.domain.dataset.CodePointOrder.BY_CODE_POINT;

import dev.muster.application.port.PortException;
import dev.muster.application.port.PortException.Kind;
import dev.muster.application.port.PortException.Part;
import dev.muster.application.port.RecordSource;
import dev.muster.domain.run.Source;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** An inbox of files that are given, last modified at the same time unless said otherwise; for names it has a folder's rules. */
public final class InMemoryRecordSource implements RecordSource {
    private record Content(byte[] bytes, Instant modifiedAt, boolean changing) {}

    private final Map<String, Content> files = new TreeMap<>(BY_CODE_POINT);
    private final Source.Kind kind;
    private final String prefix;
    private final Instant modifiedAt;

    public InMemoryRecordSource(Instant modifiedAt) {
        this(Source.Kind.INBOX, "inbox:", modifiedAt);
    }

    private InMemoryRecordSource(Source.Kind kind, String prefix, Instant modifiedAt) {
        this.kind = kind;
        this.prefix = prefix;
        this.modifiedAt = modifiedAt;
    }

    /** One that passes for a place in a bucket. */
    public static InMemoryRecordSource bucket(String prefix, Instant modifiedAt) {
        return new InMemoryRecordSource(Source.Kind.S3, prefix, modifiedAt);
    }

    public InMemoryRecordSource with(String name, String text) {
        return with(name, text, modifiedAt);
    }

    /** With a file in place of the one of this name, if there is one. */
    public InMemoryRecordSource with(String name, String text, Instant lastModified) {
        files.put(name, new Content(text.getBytes(StandardCharsets.UTF_8), lastModified, false));
        return this;
    }

    /** Takes a file away. */
    public void remove(String name) {
        files.remove(name);
    }

    /** With a file that someone writes to whenever it is read. */
    public InMemoryRecordSource changing(String name, String text) {
        files.put(name, new Content(text.getBytes(StandardCharsets.UTF_8), modifiedAt, true));
        return this;
    }

    @Override
    public Source.Kind kind() {
        return kind;
    }

    @Override
    public String prefix() {
        return prefix;
    }

    @Override
    public String nameInRuns(String name) {
        return kind == Source.Kind.INBOX ? name : prefix + name;
    }

    @Override
    public Found list(Predicate<String> wanted, int most) {
        return Found.first(
                most,
                files.entrySet().stream()
                        .filter(file -> wanted.test(file.getKey()))
                        .map(file -> new Listed(
                                file.getKey(),
                                file.getValue().bytes().length,
                                file.getValue().modifiedAt()))
                        .toList());
    }

    @Override
    public Opened open(String name) {
        boolean inFolder = kind == Source.Kind.INBOX;
        if (name.isEmpty() || name.startsWith(".") || inFolder && name.matches("(?s).*[/\\\\:\\p{Cntrl}].*")) {
            throw new PortException(Part.STORAGE, Kind.DENIED, "not here", null);
        }
        Content content = files.get(name);
        if (content == null) {
            throw new PortException(Part.STORAGE, Kind.MISSING, "not there", null);
        }
        return new OpenedContent(name, content, new ByteArrayInputStream(content.bytes()));
    }

    private final class OpenedContent implements Opened {
        private final String name;
        private final Content content;
        private final InputStream body;

        OpenedContent(String name, Content content, InputStream body) {
            this.name = name;
            this.content = content;
            this.body = body;
        }

        @Override
        public InputStream body() {
            return body;
        }

        @Override
        public boolean changed() {
            return content.changing() || files.get(name) != content;
        }

        @Override
        public void close() {
            // Memory needs no closing.
        }
    }
}
