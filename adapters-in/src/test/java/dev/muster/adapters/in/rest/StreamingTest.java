package dev.muster.adapters.in.rest;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.memory.InMemoryDatabase;
import dev.muster.application.memory.InMemoryObjectStore;
import dev.muster.application.port.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Neither bodies nor answers are in memory as a whole: whoever is slower is waited for. */
class StreamingTest {
    private static final long A_LOT = 64 << 20;

    /** Far more than all buffers between a client and the server's own, far less than {@link #A_LOT}. */
    private static final long MOST_BUFFERED = 16 << 20;

    @Test
    void aBodyWaitsForTheStorage() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        try (TestServer server = TestServer.start(new InMemoryDatabase(CATALOG).ports(), new SlowStorage(released))) {
            AtomicLong sent = new AtomicLong();
            try (Socket socket = server.connect()) {
                OutputStream out = socket.getOutputStream();
                out.write(("POST /api/v1/datasets/jobs/records HTTP/1.1\r\nHost: localhost:%s\r\n"
                                        .formatted(server.port())
                                + "Content-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                byte[] chunk = ("10000\r\n" + "x".repeat(1 << 16) + "\r\n").getBytes(StandardCharsets.US_ASCII);
                Thread sender = Thread.ofPlatform().daemon().start(() -> {
                    try {
                        for (; sent.get() < A_LOT; sent.addAndGet(1 << 16)) {
                            out.write(chunk);
                        }
                    } catch (IOException e) {
                        // The test is over.
                    }
                });
                assertStops(sent);
                released.countDown();
                assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                        .isEqualTo("HTTP/1.1 413");
                sender.interrupt();
            }
        }
    }

    @Test
    void anAnswerWaitsForItsReader() throws Exception {
        AtomicLong given = new AtomicLong();
        try (TestServer server =
                        TestServer.start(EndlessRejections.in(given, Long.MAX_VALUE), new InMemoryObjectStore());
                Socket socket = server.connect()) {
            socket.getOutputStream()
                    .write("GET /api/v1/rejections.csv?dataset=jobs HTTP/1.1\r\nHost: localhost:%s\r\n\r\n"
                            .formatted(server.port())
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readNBytes(1_000_000)).hasSize(1_000_000);
            assertStops(given);
        }
    }

    /** Waits until {@code bytes} stands still, which has to be long before all of them have passed. */
    private static void assertStops(AtomicLong bytes) throws InterruptedException {
        long before = -1;
        for (int i = 0; i < 300 && (bytes.get() == 0 || bytes.get() != before); i++) {
            before = bytes.get();
            Thread.sleep(200);
        }
        assertThat(bytes.get()).isPositive().isLessThan(MOST_BUFFERED);
    }

    /** A storage that takes no byte before it is released. */
    private record SlowStorage(CountDownLatch released) implements ObjectStore {
        @Override
        public Upload create(String key) {
            return new Upload() {
                @Override
                public OutputStream body() {
                    return new OutputStream() {
                        @Override
                        public void write(int b) {
                            write(new byte[1], 0, 1);
                        }

                        @Override
                        public void write(byte[] bytes, int offset, int length) {
                            try {
                                assertThat(released.await(120, TimeUnit.SECONDS))
                                        .isTrue();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        }
                    };
                }

                @Override
                public void commit() {}

                @Override
                public void close() {}
            };
        }

        @Override
        public Upload replace(String key) {
            return create(key);
        }

        @Override
        public InputStream read(String key, long from) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Listed> find(String key) {
            return Optional.empty();
        }

        @Override
        public List<Listed> list(String prefix, @Nullable String after, int limit) {
            return List.of();
        }

        @Override
        public boolean delete(String key) {
            return false;
        }
    }
}
