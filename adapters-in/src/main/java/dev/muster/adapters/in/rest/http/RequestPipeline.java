package dev.muster.adapters.in.rest.http;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import jakarta.inject.Singleton;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what the codec reads before the server does.
 *
 * <p>Lets a body whose chunks are malformed fail: the codec gives what it cannot read as a last, empty piece with a mark on it,
 * at which the server does not look, so that half a file would be taken for a whole one. Takes {@code Accept-Charset} and
 * {@code Accept-Language} away: answers are English in UTF-8 all the same, and the server breaks on those that name nothing.
 * Drops what is said over WebSockets, where nobody listens: the server would put the pieces of a message together without end,
 * and takes what comes right behind the handshake for a request.
 */
@Singleton
final class RequestPipeline implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {

    @Override
    public NettyServerCustomizer.Registry onCreated(BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
        event.getBean().register(new Customizer(null));
        return event.getBean();
    }

    /** @param connection null for what is no connection, such as the socket that listens */
    private record Customizer(@Nullable Channel connection) implements NettyServerCustomizer {
        @Override
        public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
            return role == ChannelRole.CONNECTION ? new Customizer(channel) : this;
        }

        @Override
        public void onStreamPipelineBuilt() {
            if (connection != null) {
                connection
                        .pipeline()
                        .addBefore(
                                ChannelPipelineCustomizer.HANDLER_MICRONAUT_INBOUND,
                                RequestPipeline.class.getSimpleName(),
                                new Check());
            }
        }
    }

    private static final class Check extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof TextWebSocketFrame
                    || message instanceof BinaryWebSocketFrame
                    || message instanceof ContinuationWebSocketFrame) {
                ReferenceCountUtil.release(message);
                return;
            }
            if (message instanceof HttpRequest request) {
                request.headers().remove(HttpHeaderNames.ACCEPT_CHARSET).remove(HttpHeaderNames.ACCEPT_LANGUAGE);
            }
            if (message instanceof HttpContent content
                    && !(message instanceof HttpRequest)
                    && content.decoderResult().isFailure()) {
                ReferenceCountUtil.release(message);
                context.fireExceptionCaught(new IOException("the body's chunks are malformed"));
            } else {
                context.fireChannelRead(message);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // The decoder has told the client, and closes the connection.
            if (!(cause instanceof CorruptedWebSocketFrameException)) {
                context.fireExceptionCaught(cause);
            }
        }
    }
}
