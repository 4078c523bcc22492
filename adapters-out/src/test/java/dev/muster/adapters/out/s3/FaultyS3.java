package dev.muster.adapters.out.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Stands between a client and an S3 server, and does to requests whatever may happen to them. Thread safe. */
public final class FaultyS3 implements AutoCloseable {
    private static final Pattern CONTENT_LENGTH = Pattern.compile("(?mi)^Content-Length: *([0-9]+)");

    /** What happens to a request. */
    public sealed interface Fault {
        /** Nothing. */
        record None() implements Fault {}

        /** It is answered with an error instead of reaching the server. */
        record Answer(int status, String code) implements Fault {}

        /** It is never answered. */
        record Hang() implements Fault {}

        /** It is carried out, but only the first bytes of the answer come through. */
        record Cut(int bytes) implements Fault {}
    }

    private final int server;
    private final Queue<Fault> next = new ConcurrentLinkedQueue<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Predicate<String> concerned = request -> true;
    private volatile Fault usual = new Fault.None();
    private volatile ServerSocket listening;
    private final int port;

    /** Stands before the server on this port of this machine. */
    public FaultyS3(int server) throws IOException {
        this.server = server;
        this.listening = listen(0);
        this.port = listening.getLocalPort();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Does this to the next requests, one after the other. */
    public void next(Fault... faults) {
        next.addAll(List.of(faults));
    }

    /** Does this to all requests from now on. */
    public void always(Fault fault) {
        usual = fault;
    }

    /** Leaves requests alone that begin otherwise, such as with {@code PUT}. */
    public void only(Predicate<String> requestLines) {
        concerned = requestLines;
    }

    /** Refuses connections, and ends those that there are. */
    public void goDown() throws IOException {
        listening.close();
        closeAll();
    }

    /** Lets everything through again. */
    public void recover() throws IOException {
        usual = new Fault.None();
        concerned = request -> true;
        next.clear();
        closeAll();
        if (listening.isClosed()) {
            listening = listen(port);
        }
    }

    /** The heads of all requests that came. */
    public List<String> requests() {
        return requests;
    }

    private ServerSocket listen(int at) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 100);
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    Socket client = socket.accept();
                    open.add(client);
                    Thread.ofVirtual().start(() -> serve(client));
                }
            } catch (IOException e) {
                // It is closed.
            }
        });
        return socket;
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = client.getInputStream();
            String head = head(in);
            if (head == null) {
                return;
            }
            requests.add(head);
            OutputStream out = client.getOutputStream();
            if (head.toLowerCase(Locale.ROOT).contains("\nexpect: 100-continue")) {
                out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(UTF_8));
            }
            byte[] body = in.readNBytes(length(head));
            Fault fault = fault(head);
            switch (fault) {
                case Fault.None() -> forward(head, body, out, Long.MAX_VALUE);
                case Fault.Cut(int bytes) -> forward(head, body, out, bytes);
                case Fault.Answer(int status, String code) -> answer(head, status, code, out);
                case Fault.Hang() -> in.read();
            }
        } catch (IOException e) {
            // The client has gone, or is sent away.
        } finally {
            open.remove(client);
        }
    }

    private Fault fault(String head) {
        if (!concerned.test(head)) {
            return new Fault.None();
        }
        Fault planned = next.poll();
        return planned == null ? usual : planned;
    }

    /** One request for each connection: so answers end where the connection does. */
    private void forward(String head, byte[] body, OutputStream out, long most) throws IOException {
        try (Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server)) {
            open.add(upstream);
            OutputStream to = upstream.getOutputStream();
            to.write(head.replaceAll("(?mi)^(Connection|Expect):.*\r\n", "")
                    .replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n")
                    .getBytes(ISO_8859_1));
            to.write(body);
            to.flush();
            InputStream from = upstream.getInputStream();
            byte[] buffer = new byte[1 << 14];
            long left = most;
            for (int n; left > 0 && (n = from.read(buffer)) >= 0; left -= n) {
                out.write(buffer, 0, (int) Math.min(n, left));
                out.flush();
            }
            if (most < Long.MAX_VALUE) {
                // The server is done with it, whatever comes of the answer.
                from.transferTo(OutputStream.nullOutputStream());
            }
        }
    }

    private static void answer(String head, int status, String code, OutputStream out) throws IOException {
        String body = "<?xml version=\"1.0\"?><Error><Code>%s</Code><Message>m</Message></Error>".formatted(code);
        out.write(
                "HTTP/1.1 %s Fault\r\nContent-Type: application/xml\r\nContent-Length: %s\r\nConnection: close\r\n\r\n%s"
                        .formatted(status, body.length(), head.startsWith("HEAD") ? "" : body)
                        .getBytes(UTF_8));
        out.flush();
    }

    private static int length(String head) {
        Matcher matcher = CONTENT_LENGTH.matcher(head);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    private static @Nullable String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int ends = 0;
        for (int b; ends < 4; ends = b == "\r\n\r\n".charAt(ends) ? ends + 1 : b == '\r' ? 1 : 0) {
            b = in.read();
            if (b < 0) {
                return null;
            }
            head.write(b);
        }
        return head.toString(ISO_8859_1);
    }

    private void closeAll() {
        for (Socket socket : open) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        open.clear();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        closeAll();
    }
}
