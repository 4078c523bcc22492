package dev.muster.wiring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A balancer of TCP connections: each new one goes to the next of several ports that accepts it. Thread safe. */
final class RoundRobin implements AutoCloseable {
    private final ServerSocket server;
    private final List<Integer> ports = new CopyOnWriteArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();

    RoundRobin() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Has connections go to one more port of this machine. */
    void add(int port) {
        ports.add(port);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> carry(client));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void carry(Socket client) {
        try (client;
                Socket service = next()) {
            Thread answers = Thread.ofVirtual().start(() -> copy(service, client));
            copy(client, service);
            answers.join();
        } catch (IOException e) {
            // Nobody accepts: the client sees its connection close.
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Socket next() throws IOException {
        for (int i = 0; i < ports.size(); i++) {
            try {
                return new Socket(
                        InetAddress.getLoopbackAddress(),
                        ports.get(Math.floorMod(turn.getAndIncrement(), ports.size())));
            } catch (IOException e) {
                // The next one may.
            }
        }
        throw new IOException("none of %s accepts".formatted(ports));
    }

    /** Hands on all bytes, then the end; a connection that breaks on one side breaks on the other. */
    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            try (from;
                    to) {
                // Closed.
            } catch (IOException alreadyBroken) {
                // Then there is nothing to close.
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
