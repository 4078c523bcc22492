package dev.muster.adapters.in.rest.http;

import dev.muster.adapters.in.json.Json;
import dev.muster.adapters.in.json.ProblemView;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what connections may take up: how many there are, how long each may go without a request, and how slowly answers may
 * be read. Thread safe.
 */
@Singleton
public final class Connections implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
    private final ConnectionLimits limits;
    private final AtomicInteger open = new AtomicInteger();

    Connections(RestSettings settings) {
        this.limits = settings.connections();
    }

    @Override
    public NettyServerCustomizer.Registry onCreated(BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
        event.getBean().register(new Customizer(null, false));
        return event.getBean();
    }

    /** How many there are now. */
    public int open() {
        return open.get();
    }

    /** @param connection null for what is no connection, such as the socket that listens */
    private final class Customizer implements NettyServerCustomizer {
        private final @Nullable Channel connection;
        private final boolean refused;

        Customizer(@Nullable Channel connection, boolean refused) {
            this.connection = connection;
            this.refused = refused;
        }

        @Override
        public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
            if (role != ChannelRole.CONNECTION) {
                return this;
            }
            // Some clients close their direction once they have sent a request, and still wait for the answer.
            channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
            boolean tooMany = open.incrementAndGet() > limits.most();
            channel.closeFuture().addListener(closed -> open.decrementAndGet());
            return new Customizer(channel, tooMany);
        }

        @Override
        public void onStreamPipelineBuilt() {
            if (connection == null) {
                return;
            }
            if (refused) {
                connection.pipeline().addFirst(new Refusing(limits.most()));
            } else {
                connection
                        .pipeline()
                        .addBefore(
                                ChannelPipelineCustomizer.HANDLER_MICRONAUT_INBOUND,
                                ConnectionTimeouts.class.getSimpleName(),
                                new ConnectionTimeouts(limits));
            }
        }
    }

    /** Answers whatever comes first with a refusal: a connection that is closed without a word looks like a fault. */
    static final class Refusing extends ChannelInboundHandlerAdapter {
        private static final int SECONDS_TO_ASK = 2;

        private final int most;
        private @Nullable ScheduledFuture<?> end;
        private boolean answered;

        Refusing(int most) {
            this.most = most;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            end = context.executor().schedule(() -> context.close(), SECONDS_TO_ASK, TimeUnit.SECONDS);
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext context) {
            if (end != null) {
                end.cancel(false);
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
            if (answered) {
                return;
            }
            answered = true;
            context.writeAndFlush(Unpooled.wrappedBuffer(answer())).addListener(ChannelFutureListener.CLOSE);
        }

        private byte[] answer() {
            byte[] problem = Json.bytes(ProblemView.of(new Problem(
                            ProblemType.TOO_MANY_REQUESTS,
                            "%s connections are open, the most at a time; try again later".formatted(most))
                    .with("allowed", most)));
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            answer.writeBytes(
                    "HTTP/1.1 429 Too Many Requests\r\nContent-Type: %s\r\nContent-Length: %s\r\nRetry-After: %s\r\nConnection: close\r\n\r\n"
                            .formatted(Answers.PROBLEM_JSON, problem.length, Answers.SECONDS_TO_COME_BACK)
                            .getBytes(StandardCharsets.US_ASCII));
            answer.writeBytes(problem);
            return answer.toByteArray();
        }
    }
}
