package dev.muster.adapters.in.rest.http;

import dev.muster.adapters.in.json.Json;
import dev.muster.adapters.in.json.ProblemView;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.NotAcceptableException;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import jakarta.inject.Singleton;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says as problem documents what the framework finds wrong with a request before any route sees it. */
@Singleton
final class FrameworkProblems implements ErrorResponseProcessor<byte[]> {

    @Override
    public MutableHttpResponse<byte[]> processResponse(ErrorContext context, MutableHttpResponse<?> response) {
        Problem problem = problem(context, response);
        int status = HttpProblemType.status(problem.type());
        @SuppressWarnings("unchecked")
        MutableHttpResponse<byte[]> answer = (MutableHttpResponse<byte[]>) response;
        answer.status(status, null).contentType(Answers.PROBLEM_JSON).body(Json.bytes(ProblemView.of(problem, status)));
        Answers.tell(answer, problem);
        // What cannot be parsed does not come by the filters.
        Answers.secure(answer);
        return answer;
    }

    private static Problem problem(ErrorContext context, MutableHttpResponse<?> response) {
        Throwable undecoded = undecoded(context);
        if (undecoded instanceof TooLongHttpLineException) {
            return new Problem(
                            HttpProblemType.URI_TOO_LONG,
                            "the request line is longer than %s bytes, the most allowed"
                                    .formatted(ServerLimits.MAX_REQUEST_LINE))
                    .with("allowed", ServerLimits.MAX_REQUEST_LINE);
        }
        if (undecoded instanceof TooLongHttpHeaderException) {
            return new Problem(
                            HttpProblemType.HEADERS_TOO_LARGE,
                            "the headers have more than %s bytes, the most allowed".formatted(ServerLimits.MAX_HEADERS))
                    .with("allowed", ServerLimits.MAX_HEADERS);
        }
        String method = context.getRequest().getMethodName();
        return switch (response.code()) {
            case 401 -> new Problem(HttpProblemType.UNAUTHORIZED, "a key is needed");
            case 403 -> new Problem(HttpProblemType.FORBIDDEN, "this is not allowed");
            case 404 -> new Problem(ProblemType.NOT_FOUND, "there is nothing at this address");
            case 405 -> notAllowed(method, response);
            case 406 -> notAcceptable(context);
            case 408 -> new Problem(HttpProblemType.REQUEST_TIMEOUT, "the request took too long to arrive");
            case 413 -> new Problem(ProblemType.PAYLOAD_TOO_LARGE, "the body is too large");
            case 415 -> new Problem(ProblemType.UNSUPPORTED_MEDIA_TYPE, "the content type is not supported here");
            default ->
                response.code() < 500
                        ? new Problem(HttpProblemType.BAD_REQUEST, whatIsBad(context, undecoded))
                        : FaultHandler.UNEXPECTED;
        };
    }

    private static @Nullable Throwable undecoded(ErrorContext context) {
        return context.getRequest() instanceof NettyHttpRequest<?> request
                ? request.getNativeRequest().decoderResult().cause()
                : null;
    }

    private static String whatIsBad(ErrorContext context, @Nullable Throwable undecoded) {
        if (undecoded != null) {
            return "the request is not in the form that HTTP has";
        }
        return context.getRootCause().orElse(null) instanceof URISyntaxException
                ? "the address is not in the form that addresses have; percent-encode what is special in it"
                : "the request has not the form that it needs here";
    }

    private static Problem notAllowed(String method, MutableHttpResponse<?> response) {
        List<String> allowed = response.getHeaders().getAll(HttpHeaders.ALLOW).stream()
                .flatMap(header -> Arrays.stream(header.split(",")))
                .map(String::strip)
                .sorted()
                .toList();
        return new Problem(
                        HttpProblemType.METHOD_NOT_ALLOWED,
                        "%s is not allowed here, but %s".formatted(method, String.join(", ", allowed)))
                .with("allowed", allowed);
    }

    private static Problem notAcceptable(ErrorContext context) {
        Problem problem = new Problem(HttpProblemType.NOT_ACCEPTABLE, "none of the accepted types can be given here");
        return context.getRootCause().orElse(null) instanceof NotAcceptableException cause
                ? problem.with(
                        "allowed",
                        cause.getProduceableContentTypes().stream().sorted().toList())
                : problem;
    }
}
