package dev.muster.wiring;

import dev.muster.adapters.in.cli.CommandFailed;
import dev.muster.adapters.in.cli.HttpService;
import dev.muster.settings.Listening;
import io.micronaut.context.ApplicationContext;
import io.micronaut.http.server.exceptions.ServerStartupException;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.BindException;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;

/** The HTTP service, on Netty. */
final class NettyService implements HttpService {
    private final Listening listening;
    private final Supplier<ApplicationContext> context;
    private @Nullable EmbeddedServer server;

    NettyService(Listening listening, Supplier<ApplicationContext> context) {
        this.listening = listening;
        this.context = context;
    }

    @Override
    public URI start() {
        try {
            server = context.get().getBean(EmbeddedServer.class).start();
            return server.getURI();
        } catch (ServerStartupException e) {
            throw unable(e);
        }
    }

    /** Ends on a signal by itself, so that the program's end is not the Java machine's and its code says that all went well. */
    @Override
    public void serveUntilStopped() {
        CountDownLatch stopped = new CountDownLatch(1);
        Signal.handle(new Signal("TERM"), signal -> stopped.countDown());
        Signal.handle(new Signal("INT"), signal -> stopped.countDown());
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (server != null) {
            server.stop();
        }
    }

    private CommandFailed unable(ServerStartupException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return CommandFailed.failure("%s:%d is in use already; MUSTER_PORT chooses another port"
                        .formatted(listening.host(), listening.port()));
            }
        }
        return CommandFailed.failure(
                "%s:%d cannot be listened on: %s".formatted(listening.host(), listening.port(), e.getMessage()));
    }
}
