package dev.muster.adapters.in.rest.http;

import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.server.netty.configuration.NettyHttpServerConfiguration;
import io.netty.channel.ChannelOption;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;

/** Gives the server the address to bind, and takes away what would change or cut bodies before they are landed. */
@Singleton
@Requires(beans = RestSettings.class) // Listeners are made at once, also where no server runs.
final class ServerLimits implements BeanCreatedEventListener<NettyHttpServerConfiguration> {
    /** A key of 255 code points takes up to 12 characters for each when it is percent-encoded. */
    static final int MAX_REQUEST_LINE = 16 << 10;

    static final int MAX_HEADERS = 16 << 10;

    private static final int ANY_FREE_PORT = -1;

    /** What of an answer is out of our hands before its reader takes it: less of it is memory, and tells who is slow. */
    private static final int SEND_BUFFER = 256 << 10;

    /** Longer than anyone may wait for an answer; {@link Connections} closes those that are of no use long before. */
    private static final Duration IDLE = Duration.ofMinutes(15);

    private final RestSettings settings;

    ServerLimits(RestSettings settings) {
        this.settings = settings;
    }

    @Override
    public NettyHttpServerConfiguration onCreated(BeanCreatedEvent<NettyHttpServerConfiguration> event) {
        NettyHttpServerConfiguration server = event.getBean();
        server.setHost(settings.reach().host());
        server.setPort(
                settings.reach().port() == 0 ? ANY_FREE_PORT : settings.reach().port());
        server.setMaxInitialLineLength(MAX_REQUEST_LINE);
        server.setMaxHeaderSize(MAX_HEADERS);
        // Bodies are streamed, and their size is checked while they are landed.
        server.setMaxRequestSize(Long.MAX_VALUE);
        server.setIdleTimeout(IDLE);
        server.setChildOptions(Map.of(ChannelOption.SO_SNDBUF, SEND_BUFFER));
        // What is landed, counted and hashed is what was sent.
        server.setRequestDecompressionEnabled(false);
        return server;
    }
}
