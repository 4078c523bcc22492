package dev.muster.wiring;

import dev.muster.adapters.in.kafka.KafkaConsumers;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.inject.Singleton;

/** Begins with the service to read streams. They end with the program's parts. */
@Singleton
record StreamLife(KafkaConsumers consumers) implements ApplicationEventListener<ServerStartupEvent> {
    @Override
    public void onApplicationEvent(ServerStartupEvent event) {
        consumers.start();
    }
}
