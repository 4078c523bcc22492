package dev.muster.adapters.out.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** Another service, on a socket of this machine, that answers as a test has it: also with what is no HTTP. Thread safe. */
public final class HttpPeer implements AutoCloseable {
    /** Writes all that is answered. When it returns, the connection is closed. */
    @FunctionalInterface
    public interface Reply {
        void to(OutputStream out) throws IOException, InterruptedException;
    }

    private final ServerSocket server;
    private final Map<String, Deque<Reply>> replies = new ConcurrentHashMap<>();
    private final List<String> requests = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    private HttpPeer(ServerSocket server) {
        this.server = server;
        Thread.ofVirtual().start(this::accept);
    }

    /** Begins to answer at a free port of the loopback address. */
    public static HttpPeer start() {
        try {
            return new HttpPeer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers requests for a path by these, one after the other, the last one again and again. */
    public HttpPeer on(String path, Reply... each) {
        replies.put(path, new ArrayDeque<>(List.of(each)));
        return this;
    }

    public int port() {
        return server.getLocalPort();
    }

    public URI address(String path) {
        return URI.create("http://127.0.0.1:%s%s".formatted(port(), path));
    }

    /** The first lines of the requests so far. */
    public List<String> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    /** A whole answer, as it should be. */
    public static Reply status(int status, String contentType, String body, String... headers) {
        byte[] bytes = body.getBytes(UTF_8);
        return out -> {
            head(
                    out,
                    status,
                    List.of(headers),
                    "Content-Type: " + contentType,
                    "Content-Length: " + bytes.length,
                    "Connection: close");
            out.write(bytes);
        };
    }

    public static Reply json(String body) {
        return status(200, "application/json", body);
    }

    public static Reply html(String body) {
        return status(200, "text/html", body);
    }

    public static Reply redirect(int status, String location) {
        return status(status, "text/plain", "", "Location: " + location);
    }

    /** Less of a body than was announced. */
    public static Reply cut(String body) {
        return out -> {
            head(out, 200, List.of(), "Content-Type: application/json", "Content-Length: " + (body.length() + 100));
            out.write(body.getBytes(UTF_8));
        };
    }

    /** A body in chunks of which the last one is missing. */
    public static Reply cutChunks(String body) {
        return out -> {
            head(out, 200, List.of(), "Content-Type: application/json", "Transfer-Encoding: chunked");
            out.write("%s\r\n%s\r\n"
                    .formatted(Integer.toHexString(body.length()), body)
                    .getBytes(UTF_8));
        };
    }

    /** A body that never ends, as fast as it is read. */
    public static Reply endless(String body) {
        return out -> {
            head(out, 200, List.of(), "Content-Type: application/json");
            byte[] bytes = body.repeat(1_000).getBytes(UTF_8);
            while (true) {
                out.write(bytes);
            }
        };
    }

    /** A body of which a byte comes now and then, for ever. */
    public static Reply slow() {
        return out -> {
            head(out, 200, List.of(), "Content-Type: application/json");
            while (true) {
                out.write(' ');
                out.flush();
                Thread.sleep(20);
            }
        };
    }

    /** No answer, and no end of the connection either, until this service is closed. */
    public Reply silent() {
        return _ -> closed.await();
    }

    private static void head(OutputStream out, int status, List<String> more, String... headers) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 %s Status\r\n".formatted(status));
        List.of(headers).forEach(header -> head.append(header).append("\r\n"));
        more.forEach(header -> head.append(header).append("\r\n"));
        out.write(head.append("\r\n").toString().getBytes(ISO_8859_1));
        out.flush();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> answer(socket));
            } catch (IOException e) {
                // Closed.
                return;
            }
        }
    }

    private void answer(Socket socket) {
        try (socket) {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            String first = in.readLine();
            if (first == null) {
                return;
            }
            int length = 0;
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                    length = Integer.parseInt(line.substring(15).strip());
                }
            }
            in.skip(length);
            synchronized (requests) {
                requests.add(first);
            }
            reply(first.split(" ")[1]).to(socket.getOutputStream());
        } catch (IOException e) {
            // The client went away.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Reply reply(String path) {
        Deque<Reply> each = replies.get(path);
        if (each == null) {
            return status(404, "text/plain", "not here");
        }
        synchronized (each) {
            return each.size() > 1 ? each.removeFirst() : each.getFirst();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
