package dev.muster.adapters.in.rest;

import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.server.netty.configuration.NettyHttpServerConfiguration;
import jakarta.inject.Singleton;

/** Gives the server the address to bind, and takes away what would change or cut bodies before they are landed. */
@Singleton
@Requires(beans = RestSettings.class) // Listeners are made at once, also where no server runs.
final class ServerLimits implements BeanCreatedEventListener<NettyHttpServerConfiguration> {
    /** A key of 255 code points takes up to 12 characters for each when it is percent-encoded. */
    static final int MAX_REQUEST_LINE = 16 << 10;

    static final int MAX_HEADERS = 16 << 10;

    private static final int ANY_FREE_PORT = -1;

    private final RestSettings settings;

    ServerLimits(RestSettings settings) {
        this.settings = settings;
    }

    @Override
    public NettyHttpServerConfiguration onCreated(BeanCreatedEvent<NettyHttpServerConfiguration> event) {
        NettyHttpServerConfiguration server = event.getBean();
        server.setHost(settings.host());
        server.setPort(settings.port() == 0 ? ANY_FREE_PORT : settings.port());
        server.setMaxInitialLineLength(MAX_REQUEST_LINE);
        server.setMaxHeaderSize(MAX_HEADERS);
        // Bodies are streamed, and their size is checked while they are landed.
        server.setMaxRequestSize(Long.MAX_VALUE);
        // What is landed, counted and hashed is what was sent.
        server.setRequestDecompressionEnabled(false);
        return server;
    }
}
