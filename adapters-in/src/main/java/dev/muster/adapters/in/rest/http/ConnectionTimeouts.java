package dev.muster.adapters.in.rest.http;

import io.micronaut.http.MediaType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection that holds on to what it has: one whose next request does not come, however many bytes of its head do, and
 * one whose reader takes an answer too slowly. What an answer is made from is let go with its connection. A connection that the
 * client closes in its direction alone stays open for the answers to what was sent whole. Used by the connection's thread.
 */
final class ConnectionTimeouts extends ChannelDuplexHandler {
    private static final long LOOKS_PER_PATIENCE = 20;
    private static final long MOST_NANOS_BETWEEN_LOOKS = TimeUnit.SECONDS.toNanos(1);

    private final ConnectionLimits limits;
    private final long betweenLooks;

    /** Requests whose answers have not ended. */
    private int unanswered;

    /** Whether a request has begun and not ended. */
    private boolean receiving;

    /** Whether the answer under way is a stream of events, which ends when nobody listens any more. */
    private boolean events;

    /** Whether no further request will come. */
    private boolean inputEnded;

    /** Whether what is written is an answer that only says to go on. */
    private boolean informational;

    private @Nullable ScheduledFuture<?> silence;
    private @Nullable ScheduledFuture<?> look;

    /** Bytes of the answers that are being given. */
    private long written;

    private long taken;
    private long waitedNanos;
    private long stoodStillNanos;
    private long lastLook;

    ConnectionTimeouts(ConnectionLimits limits) {
        this.limits = limits;
        this.betweenLooks =
                Math.min(limits.reading().patience().toNanos() / LOOKS_PER_PATIENCE, MOST_NANOS_BETWEEN_LOOKS);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        waitForRequest(context);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        cancel(silence);
        cancel(look);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            unanswered++;
            receiving = true;
            cancel(silence);
            silence = null;
        }
        receiving &= !(message instanceof LastHttpContent);
        context.fireChannelRead(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            if (events) {
                context.close();
            }
            closeIfOver(context);
        }
        super.userEventTriggered(context, event);
    }

    /** Closes the connection if nothing more will come, and no answer is owed to what has come. */
    private void closeIfOver(ChannelHandlerContext context) {
        if (inputEnded && (receiving || unanswered == 0)) {
            context.close();
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse response) {
            events = MediaType.TEXT_EVENT_STREAM.equals(response.headers().get(HttpHeaderNames.CONTENT_TYPE));
            informational = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        }
        written += bytes(message);
        beginToLook(context);
        ChannelPromise watched = promise;
        if (message instanceof LastHttpContent && !informational) {
            watched = promise.unvoid();
            watched.addListener(sent -> answered(context));
        }
        context.write(message, watched);
    }

    private static long bytes(Object message) {
        return switch (message) {
            case ByteBufHolder holder -> holder.content().readableBytes();
            case ByteBuf buffer -> buffer.readableBytes();
            default -> 0;
        };
    }

    private void answered(ChannelHandlerContext context) {
        unanswered--;
        closeIfOver(context);
        if (unanswered == 0 && context.channel().isOpen()) {
            waitForRequest(context);
        }
    }

    private void waitForRequest(ChannelHandlerContext context) {
        silence = context.executor()
                .schedule(() -> context.close(), limits.silence().toNanos(), TimeUnit.NANOSECONDS);
    }

    private void beginToLook(ChannelHandlerContext context) {
        if (look == null) {
            taken = 0;
            waitedNanos = 0;
            stoodStillNanos = 0;
            lastLook = System.nanoTime();
            lookSoon(context);
        }
    }

    private void lookSoon(ChannelHandlerContext context) {
        look = context.executor().schedule(() -> look(context), betweenLooks, TimeUnit.NANOSECONDS);
    }

    /** Counts the time in which there was something to take. While we write, nobody waits for the reader. */
    private void look(ChannelHandlerContext context) {
        ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
        long pending = buffer == null ? 0 : buffer.totalPendingWriteBytes();
        long now = System.nanoTime();
        long passed = now - lastLook;
        lastLook = now;
        long before = taken;
        taken = Math.max(before, written - pending);
        if (pending == 0) {
            stoodStillNanos = 0;
            if (unanswered == 0) {
                look = null;
                written = 0;
                return;
            }
        } else {
            waitedNanos += passed;
            stoodStillNanos = taken > before ? 0 : stoodStillNanos + passed;
            if (stoodStillNanos > limits.reading().patience().toNanos()
                    || limits.reading().nanosLeft(taken, waitedNanos) < 0) {
                look = null;
                context.close();
                return;
            }
        }
        lookSoon(context);
    }

    private static void cancel(@Nullable ScheduledFuture<?> scheduled) {
        if (scheduled != null) {
            scheduled.cancel(false);
        }
    }
}
