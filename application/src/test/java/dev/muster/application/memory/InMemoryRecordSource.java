package dev.muster.application.memory;

import dev.muster.application.port.PortException;
import dev.muster.application.port.PortException.Kind;
import dev.muster.application.port.PortException.Part;
import dev.muster.application.port.RecordSource;
import dev.muster.domain.run.Source;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An inbox of files that are given, all last modified at the same time. Names with a separator are not allowed. */
public final class InMemoryRecordSource implements RecordSource {
    private record Content(byte[] bytes, boolean changing) {}

    private final Map<String, Content> files = new TreeMap<>();
    private final Instant modifiedAt;

    public InMemoryRecordSource(Instant modifiedAt) {
        this.modifiedAt = modifiedAt;
    }

    public InMemoryRecordSource with(String name, String text) {
        files.put(name, new Content(text.getBytes(StandardCharsets.UTF_8), false));
        return this;
    }

    /** Takes a file away. */
    public void remove(String name) {
        files.remove(name);
    }

    /** With a file that someone writes to whenever it is read. */
    public InMemoryRecordSource changing(String name, String text) {
        files.put(name, new Content(text.getBytes(StandardCharsets.UTF_8), true));
        return this;
    }

    @Override
    public Source.Kind kind() {
        return Source.Kind.INBOX;
    }

    @Override
    public String prefix() {
        return "inbox:";
    }

    @Override
    public List<Listed> list() {
        return files.entrySet().stream()
                .map(file -> new Listed(file.getKey(), file.getValue().bytes().length, modifiedAt))
                .toList();
    }

    @Override
    public Opened open(String name) {
        if (name.contains("/")) {
            throw new PortException(Part.STORAGE, Kind.DENIED, "not here", null);
        }
        Content content = files.get(name);
        if (content == null) {
            throw new PortException(Part.STORAGE, Kind.MISSING, "not there", null);
        }
        return new OpenedContent(new ByteArrayInputStream(content.bytes()), content.changing());
    }

    private record OpenedContent(InputStream body, boolean changed) implements Opened {
        @Override
        public void close() {
            // Memory needs no closing.
        }
    }
}
