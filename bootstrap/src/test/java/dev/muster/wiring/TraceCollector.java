package dev.muster.wiring;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Takes traces as collectors do: OTLP over HTTP, in protobuf (opentelemetry-proto, trace/v1/trace.proto). */
final class TraceCollector implements AutoCloseable {
    private static final int LENGTH_DELIMITED = 2;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Told> spans = new CopyOnWriteArrayList<>();
    private final CountDownLatch answering = new CountDownLatch(1);

    /** A span that has arrived. */
    record Told(String trace, String id, String parent, String name, long kind, Map<String, String> attributes) {}

    private TraceCollector(HttpServer server) {
        this.server = server;
    }

    static TraceCollector start() throws IOException {
        TraceCollector collector = silent();
        collector.answering.countDown();
        return collector;
    }

    /** One that takes connections and does not answer. */
    static TraceCollector silent() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        TraceCollector collector = new TraceCollector(server);
        server.createContext("/v1/traces", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            try {
                collector.answering.await();
            } catch (InterruptedException e) {
                return;
            }
            collector.take(body);
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.setExecutor(collector.threads);
        server.start();
        return collector;
    }

    String address() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    List<Told> spans() {
        return List.copyOf(spans);
    }

    private void take(byte[] request) {
        for (byte[] resource : messages(request, 1)) {
            for (byte[] scope : messages(resource, 2)) {
                messages(scope, 2).forEach(span -> spans.add(span(span)));
            }
        }
    }

    private static Told span(byte[] span) {
        Map<String, String> attributes = new TreeMap<>();
        for (byte[] attribute : messages(span, 9)) {
            Object value = fields(messages(attribute, 2).getFirst()).getFirst().value();
            attributes.put(
                    text(messages(attribute, 1).getFirst()),
                    value instanceof byte[] text ? text(text) : value.toString());
        }
        long kind = fields(span).stream()
                .filter(field -> field.number() == 6)
                .mapToLong(field -> (Long) field.value())
                .findFirst()
                .orElse(0);
        return new Told(
                id(span, 1), id(span, 2), id(span, 4), text(messages(span, 5).getFirst()), kind, attributes);
    }

    private static String id(byte[] span, int number) {
        return messages(span, number).stream()
                .map(HexFormat.of()::formatHex)
                .findFirst()
                .orElse("");
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static List<byte[]> messages(byte[] message, int number) {
        return fields(message).stream()
                .filter(field -> field.number() == number)
                .map(field -> (byte[]) field.value())
                .toList();
    }

    private record Field(int number, Object value) {}

    /** See https://protobuf.dev/programming-guides/encoding/. */
    private static List<Field> fields(byte[] message) {
        List<Field> fields = new ArrayList<>();
        int[] at = {0};
        while (at[0] < message.length) {
            long tag = varint(message, at);
            int wire = (int) tag & 7;
            int size = wire == 1 ? Long.BYTES : wire == 5 ? Integer.BYTES : 0;
            long number = wire == 0 || wire == LENGTH_DELIMITED ? varint(message, at) : 0;
            if (wire == LENGTH_DELIMITED) {
                byte[] content = Arrays.copyOfRange(message, at[0], at[0] + (int) number);
                at[0] += content.length;
                fields.add(new Field((int) (tag >> 3), content));
            } else {
                at[0] += size;
                fields.add(new Field((int) (tag >> 3), number));
            }
        }
        return fields;
    }

    private static long varint(byte[] message, int[] at) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte octet = message[at[0]++];
            value |= (octet & 0x7FL) << shift;
            if (octet >= 0) {
                return value;
            }
        }
    }

    @Override
    public void close() {
        answering.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
