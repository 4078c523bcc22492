package dev.muster.adapters.in.rest;

import dev.muster.application.work.Housekeeping;
import dev.muster.application.work.LoadQueue;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.graceful.GracefulShutdownCapable;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;

/** Begins and ends with the service what goes on by itself. */
@Singleton
final class ServiceLife implements ApplicationEventListener<ServerStartupEvent>, GracefulShutdownCapable {
    private final Housekeeping housekeeping;
    private final LoadQueue queue;

    ServiceLife(Housekeeping housekeeping, LoadQueue queue) {
        this.housekeeping = housekeeping;
        this.queue = queue;
    }

    @Override
    public void onApplicationEvent(ServerStartupEvent event) {
        housekeeping.start();
    }

    @Override
    public CompletionStage<?> shutdownGracefully() {
        return queue.stop();
    }
}
