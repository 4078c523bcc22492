package dev.muster.adapters.in.rest.http;

import dev.muster.application.Refusal;
import dev.muster.application.port.PortException;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import io.micronaut.http.BasicHttpAttributes;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever a route throws into a problem, and writes down once what its makers have to know. */
@Singleton
public final class FaultHandler implements ExceptionHandler<Throwable, HttpResponse<?>> {
    /** Says nothing about what happened inside; the log does. */
    static final Problem UNEXPECTED =
            new Problem(ProblemType.INTERNAL_ERROR, "something unexpected happened; the service's log tells what");

    /** Causes that are looked at: some go round in a circle. */
    private static final int DEPTH = 10;

    private static final Logger LOG = LoggerFactory.getLogger(FaultHandler.class);

    @Override
    @SuppressWarnings("rawtypes")
    public HttpResponse<?> handle(HttpRequest request, Throwable fault) {
        MutableHttpResponse<byte[]> answer = Answers.problem(problem(request, fault));
        if (isCutOff(fault) || request.getHeaders().contains(HttpHeaders.EXPECT)) {
            // What comes next could be the rest of the body, or, from someone who waits to be told to go on, none of
            // it.
            answer.header(HttpHeaders.CONNECTION, "close");
        }
        return answer;
    }

    /** Whether more of the request's body may be on its way. */
    private static boolean isCutOff(Throwable fault) {
        return fault instanceof IncompleteBody
                || fault instanceof Refusal refusal && refusal.problem().type() == HttpProblemType.REQUEST_TIMEOUT;
    }

    private static Problem problem(HttpRequest<?> request, Throwable fault) {
        // The address as the route declares it: a real one may hold a person's key.
        String route = request.getMethodName() + " "
                + BasicHttpAttributes.getUriTemplate(request).orElse("?");
        return switch (fault) {
            case Refusal refusal -> refusal.problem();
            case IncompleteBody interrupted ->
                new Problem(
                        HttpProblemType.BAD_REQUEST, "the body breaks off, or its chunks are not as they should be");
            default -> of(fault, route);
        };
    }

    /**
     * The problem that a fault is to the outside; the fault is logged.
     *
     * @param where what was being done
     */
    public static Problem of(Throwable fault, String where) {
        if (fault instanceof PortException outside) {
            if (outside.kind() == PortException.Kind.FAULT) {
                LOG.error(
                        "{}: {} {}: {}, {}",
                        where,
                        outside.part(),
                        outside.kind(),
                        outside.getMessage(),
                        brief(outside));
            } else {
                LOG.warn("{}: {} {}: {}", where, outside.part(), outside.kind(), outside.getMessage());
            }
            LOG.debug("{}", where, withoutMessages(outside));
            return outside.problem();
        }
        LOG.error("{}: unexpected {}", where, brief(fault));
        LOG.debug("{}", where, withoutMessages(fault));
        return UNEXPECTED;
    }

    /** The classes of a fault and its causes, each with the place in this program that saw it: one line. */
    public static String brief(Throwable fault) {
        return Stream.iterate(fault, Objects::nonNull, Throwable::getCause)
                .limit(DEPTH)
                .map(cause -> cause.getClass().getName() + place(cause))
                .collect(Collectors.joining(", caused by "));
    }

    private static String place(Throwable fault) {
        return Arrays.stream(fault.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith("dev.muster."))
                .findFirst()
                .map(frame -> " at %s:%s".formatted(frame.getFileName(), frame.getLineNumber()))
                .orElse("");
    }

    /** What happened and where; messages are left out because they may repeat what a record holds. */
    public static Throwable withoutMessages(Throwable fault) {
        return withoutMessages(fault, 0);
    }

    private static Throwable withoutMessages(Throwable fault, int depth) {
        Throwable cause = fault.getCause();
        Throwable bare = new Throwable(
                fault.getClass().getName(), cause == null || depth == DEPTH ? null : withoutMessages(cause, depth + 1));
        bare.setStackTrace(fault.getStackTrace());
        return bare;
    }
}
