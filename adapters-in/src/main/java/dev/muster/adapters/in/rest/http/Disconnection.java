package dev.muster.adapters.in.rest.http;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;

/**
 * Watches whether a client is still connected. The server closes an answer that it has begun to send, but not one that was
 * made while the connection ended.
 */
final class Disconnection implements AutoCloseable {
    private final Channel connection;
    private final GenericFutureListener<Future<Void>> listener;

    private Disconnection(Channel connection, Runnable then) {
        this.connection = connection;
        this.listener = closed -> then.run();
        connection.closeFuture().addListener(listener);
    }

    /**
     * Watches the connection of {@code request} until this is closed.
     *
     * @param then runs once the connection has ended, at once if it has already; must not wait for anything
     */
    static Disconnection of(HttpRequest<?> request, Runnable then) {
        return new Disconnection(
                ((NettyHttpRequest<?>) request).getChannelHandlerContext().channel(), then);
    }

    @Override
    public void close() {
        connection.closeFuture().removeListener(listener);
    }
}
