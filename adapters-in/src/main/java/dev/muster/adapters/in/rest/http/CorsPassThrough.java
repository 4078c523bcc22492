package dev.muster.adapters.in.rest.http;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.server.HttpServerConfiguration.CorsConfiguration;
import jakarta.inject.Singleton;

/** Turns off the server's own check of origins, which knows fewer of our names and answers with nothing but 403. */
@Singleton
final class CorsPassThrough implements BeanCreatedEventListener<CorsConfiguration> {
    @Override
    public CorsConfiguration onCreated(BeanCreatedEvent<CorsConfiguration> event) {
        event.getBean().setLocalhostPassThrough(true);
        return event.getBean();
    }
}
