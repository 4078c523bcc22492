package dev.muster.adapters.in.rest;

import dev.muster.application.events.WatchEvents;
import dev.muster.application.work.Housekeeping;
import dev.muster.application.work.LoadQueue;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.graceful.GracefulShutdownCapable;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;

/** Begins and ends with the service what goes on by itself. */
@Singleton
record ServiceLife(Housekeeping housekeeping, LoadQueue queue, WatchEvents watchEvents)
        implements ApplicationEventListener<ServerStartupEvent>, GracefulShutdownCapable {

    @Override
    public void onApplicationEvent(ServerStartupEvent event) {
        housekeeping.start();
    }

    @Override
    public CompletionStage<?> shutdownGracefully() {
        // Whoever listens would be waited for.
        watchEvents.close();
        return queue.stop();
    }
}
