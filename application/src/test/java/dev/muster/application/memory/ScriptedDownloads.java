package dev.muster.application.memory;

import dev.muster.application.port.Downloads;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Services that answer as a test has it. An array is any text here. Thread safe. */
public final class ScriptedDownloads implements Downloads {
    /** What is answered: writes a body and returns the status, or throws. */
    @FunctionalInterface
    public interface Reply {
        Answer<Long> to(OutputStream out) throws IOException;
    }

    private final Map<String, Deque<Reply>> replies = new ConcurrentHashMap<>();
    private final List<String> asked = new ArrayList<>();

    /** Answers at a path by these, one after the other, the last one again and again. */
    public ScriptedDownloads on(String path, Reply... each) {
        replies.put(path, new ArrayDeque<>(List.of(each)));
        return this;
    }

    public static Reply text(String body) {
        return out -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            out.write(bytes);
            return new Answer.Given<>((long) bytes.length);
        };
    }

    public static Reply status(int status, String retryAfter) {
        return out -> new Answer.Denied<>(status, retryAfter);
    }

    /** The paths that were asked for, in order. */
    public List<String> asked() {
        synchronized (asked) {
            return List.copyOf(asked);
        }
    }

    @Override
    public Answer<Long> getArray(URI address, long maxBytes, OutputStream out) {
        synchronized (asked) {
            asked.add(address.getPath());
        }
        Deque<Reply> each = replies.get(address.getPath());
        Reply reply;
        synchronized (each) {
            reply = each.size() > 1 ? each.removeFirst() : each.getFirst();
        }
        try {
            return reply.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public <T> Answer<T> getFile(URI address, long maxBytes, Function<Body, T> reader) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        return switch (getArray(address, maxBytes, body)) {
            case Answer.Denied<Long>(int status, String retryAfter) -> new Answer.Denied<>(status, retryAfter);
            case Answer.Given<Long> given ->
                new Answer.Given<>(reader.apply(new Body("text/csv", new ByteArrayInputStream(body.toByteArray()))));
        };
    }

    @Override
    public void require(URI address) {
        // Everything may be reached.
    }
}
