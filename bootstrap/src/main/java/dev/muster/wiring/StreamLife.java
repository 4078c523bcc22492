package dev.muster.wiring;

import dev.muster.adapters.in.kafka.KafkaConsumers;
import dev.muster.settings.Settings;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.inject.Singleton;

/** Begins with the service to read streams. They end with the program's parts. */
@Singleton
@Requires(bean = Settings.Kafka.class)
record StreamLife(KafkaConsumers consumers) implements ApplicationEventListener<ServerStartupEvent> {
    @Override
    public void onApplicationEvent(ServerStartupEvent event) {
        consumers.start();
    }
}
