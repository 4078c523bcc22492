package dev.muster.wiring;

import dev.muster.adapters.in.cli.CommandFailed;
import dev.muster.adapters.in.cli.HttpService;
import dev.muster.settings.Listening;
import io.micronaut.context.ApplicationContext;
import io.micronaut.http.server.exceptions.ServerStartupException;
import io.micronaut.runtime.graceful.GracefulShutdownManager;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.BindException;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/** The HTTP service, on Netty. */
final class NettyService implements HttpService {
    private static final int SECONDS_TO_END = 20;
    private static final Logger LOG = LoggerFactory.getLogger(NettyService.class);

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
            letRequestsEnd(server);
            server.stop();
        }
    }

    /** Takes no more requests and gives those under way a little time: loads go to their end or to a checkpoint. */
    private static void letRequestsEnd(EmbeddedServer server) {
        try {
            server.getApplicationContext()
                    .getBean(GracefulShutdownManager.class)
                    .shutdownGracefully()
                    .toCompletableFuture()
                    .get(SECONDS_TO_END, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("some requests did not end within {} seconds", SECONDS_TO_END);
        }
    }

    private CommandFailed unable(ServerStartupException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return CommandFailed.failure("%s:%s is in use already; MUSTER_PORT chooses another port"
                        .formatted(listening.host(), listening.port()));
            }
        }
        return CommandFailed.failure(
                "%s:%s cannot be listened on: %s".formatted(listening.host(), listening.port(), e.getMessage()));
    }
}
