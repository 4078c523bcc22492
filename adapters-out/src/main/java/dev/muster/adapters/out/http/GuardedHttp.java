package dev.muster.adapters.out.http;

import dev.muster.application.Refusal;
import dev.muster.application.egress.DestinationPolicy;
import dev.muster.application.port.Downloads;
import dev.muster.application.port.PortException;
import dev.muster.application.port.PortException.Kind;
import dev.muster.application.port.PortException.Part;
import dev.muster.domain.dataset.AsciiCase;
import dev.muster.domain.run.ProblemType;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Asks other services where somebody says which: connects only to addresses that the {@link DestinationPolicy} permits,
 * each checked at the very look-up that the connection uses. Uses no proxy, keeps no cookies, sends no credentials of the
 * machine, and tries nothing twice. Thread safe.
 *
 * <p>To get something: {@code http.send(HttpCall.get(address, Map.of("Accept", "application/json"), maxBytes), answer ->
 * …)}. To post something, whatever the answer: {@code int status = http.send(HttpCall.post(address, Map.of("Content-Type",
 * "application/json"), bytes, 0), HttpAnswer::status)}. Every status is an answer, also 500; see {@link #send} for what is
 * thrown. An address from the settings is checked at the start with {@link #require}.
 */
public final class GuardedHttp implements AutoCloseable {
    private static final int MOST_REDIRECTS = 5;
    private static final int MOST_CONNECTIONS = 32;

    /** Ends in a number and is not four of them: an address to some programs, and to others a name. */
    private static final Pattern ODD_NUMBER = Pattern.compile(
            "(?!(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}$)(.*\\.)?(0[xX][0-9A-Fa-f]*|[0-9]+)\\.?");

    private final CloseableHttpClient client;
    private final GuardedResolver resolver;
    private final HttpTimeouts timeouts;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("http-time-outs").factory());

    private GuardedHttp(GuardedResolver resolver, HttpTimeouts timeouts) {
        this.resolver = resolver;
        this.timeouts = timeouts;
        client = HttpClientBuilder.create()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(resolver)
                        .setMaxConnTotal(MOST_CONNECTIONS)
                        .setMaxConnPerRoute(MOST_CONNECTIONS)
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(timeout(timeouts.connect()))
                                .setSocketTimeout(timeout(timeouts.read()))
                                .build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(timeout(timeouts.total()))
                        .setResponseTimeout(timeout(timeouts.read()))
                        .build())
                .setUserAgent("Muster")
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                .build();
    }

    /** Returns a client that has not reached anything yet. The caller closes it. */
    public static GuardedHttp with(DestinationPolicy policy, HttpTimeouts timeouts) {
        return with(policy, timeouts, HostAddresses.OF_SYSTEM);
    }

    static GuardedHttp with(DestinationPolicy policy, HttpTimeouts timeouts, HostAddresses addresses) {
        return new GuardedHttp(new GuardedResolver(policy, addresses), timeouts);
    }

    /** Returns what can be got by this client. */
    public Downloads downloads() {
        return new HttpDownloads(this);
    }

    /**
     * Does nothing if {@code address} may be reached as its host resolves now, or if its host does not resolve now.
     *
     * @throws Refusal with {@code destination-not-allowed} if it may not be reached
     */
    public void require(URI address) {
        try {
            resolver.resolve(host(address), port(address));
        } catch (GuardedResolver.NotPermitted e) {
            throw refusal(String.valueOf(e.getMessage()));
        } catch (UnknownHostException e) {
            // Names that cannot be looked up now are judged when they are connected to.
        }
    }

    /**
     * Sends a request and hands its answer over.
     *
     * @param reader reads what it needs of the answer, which ends when it returns
     * @return what the reader returns
     * @throws Refusal with {@code destination-not-allowed} if the address, or one that it redirects to, may not be
     *     reached, or if a GET is redirected to another host, scheme or port but for {@code https} of the same host
     * @throws PortException of part {@code UPSTREAM}: of kind {@code UNAVAILABLE} if the service cannot be reached, does
     *     not answer in time or does not speak HTTP, of kind {@code FAULT} if it redirects in a circle. What {@code
     *     reader} throws is thrown as it is
     */
    public <T> T send(HttpCall call, Function<HttpAnswer, T> reader) {
        Deadline deadline = new Deadline();
        Future<?> end = timer.schedule(deadline::pass, timeouts.total().toMillis(), TimeUnit.MILLISECONDS);
        try {
            URI address = call.address();
            for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
                Sent<T> sent = send(call, address, deadline, reader);
                if (sent.redirect() == null) {
                    return sent.result();
                }
                address = sent.redirect();
            }
            throw new PortException(
                    Part.UPSTREAM,
                    Kind.FAULT,
                    "%s redirects more than %s times".formatted(host(call.address()), MOST_REDIRECTS),
                    null);
        } finally {
            end.cancel(false);
        }
    }

    /** @param redirect where to ask instead; null if {@code result} is the answer's */
    private record Sent<T extends @Nullable Object>(
            @Nullable URI redirect, T result) {}

    @SuppressWarnings("NullAway") // A redirect has no result.
    private <T> Sent<T> send(HttpCall call, URI address, Deadline deadline, Function<HttpAnswer, T> reader) {
        String host = host(address);
        HttpUriRequestBase request = request(call, address);
        deadline.ends(request);
        try {
            ClassicHttpResponse response = client.executeOpen(null, request, null);
            try {
                if (call.body() == null && isRedirect(response.getCode())) {
                    return new Sent<>(redirect(address, response), null);
                }
                return new Sent<>(null, reader.apply(new OpenAnswer(host, response, call.maxBytes(), deadline)));
            } finally {
                // Closing alone would read the rest of the body, however long it is.
                request.abort();
                close(response);
            }
        } catch (GuardedResolver.NotPermitted e) {
            throw refusal(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw failure(host, e, deadline);
        }
    }

    /** Lets go of an answer that is done with. A rest of its body that cannot be read any more is no failure. */
    private static void close(ClassicHttpResponse response) {
        try {
            response.close();
        } catch (IOException e) {
            // The connection is gone already, as it should be.
        }
    }

    private static HttpUriRequestBase request(HttpCall call, URI address) {
        byte[] body = call.body();
        HttpUriRequestBase request = body == null ? new HttpGet(address) : new HttpPost(address);
        call.headers().forEach(request::setHeader);
        if (body != null) {
            request.setEntity(new ByteArrayEntity(body, null));
        }
        return request;
    }

    private static boolean isRedirect(int status) {
        return switch (status) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }

    private static URI redirect(URI from, ClassicHttpResponse response) {
        Header location = response.getFirstHeader("Location");
        if (location == null) {
            throw new PortException(Part.UPSTREAM, Kind.FAULT, "%s redirects to nowhere".formatted(host(from)), null);
        }
        URI to;
        try {
            to = from.resolve(location.getValue());
        } catch (IllegalArgumentException e) {
            throw new PortException(
                    Part.UPSTREAM, Kind.FAULT, "%s redirects to what is no address".formatted(host(from)), e);
        }
        boolean isSame = AsciiCase.lower(host(from)).equals(AsciiCase.lower(host(to)))
                && (scheme(from).equals(scheme(to)) && port(from) == port(to) || port(from) == 80 && port(to) == 443);
        if (!isSame) {
            throw new Refusal(
                    ProblemType.DESTINATION_NOT_ALLOWED,
                    "%s redirects to another host, scheme or port, which is not followed".formatted(host(from)));
        }
        return to;
    }

    private static Refusal refusal(String fault) {
        return new Refusal(
                ProblemType.DESTINATION_NOT_ALLOWED,
                fault + "; MUSTER_ALLOWED_DESTINATIONS names hosts that may be reached");
    }

    /** @throws Refusal if there is none that can be read for sure, or if more stands before it */
    private static String host(URI address) {
        boolean isWeb = scheme(address).equals("http") || scheme(address).equals("https");
        String host = address.getHost();
        if (!isWeb
                || host == null
                || address.getRawUserInfo() != null
                || ODD_NUMBER.matcher(host).matches()) {
            throw new Refusal(
                    ProblemType.DESTINATION_NOT_ALLOWED,
                    "an address must be of the form https://host, without user and password, and numbers in it of the form 192.0.2.1");
        }
        return host;
    }

    private static String scheme(URI address) {
        return address.getScheme() == null ? "" : AsciiCase.lower(address.getScheme());
    }

    private static int port(URI address) {
        if (address.getPort() >= 0) {
            return address.getPort();
        }
        return scheme(address).equals("https") ? 443 : 80;
    }

    private PortException failure(String host, IOException e, Deadline deadline) {
        String fault = deadline.hasPassed()
                ? "did not end its answer within %s s"
                        .formatted(timeouts.total().toSeconds())
                : "cannot be reached or does not answer as it should";
        return new PortException(Part.UPSTREAM, Kind.UNAVAILABLE, "%s %s".formatted(host, fault), e);
    }

    private static Timeout timeout(Duration duration) {
        return Timeout.ofMilliseconds(duration.toMillis());
    }

    @Override
    public void close() {
        timer.shutdownNow();
        client.close(CloseMode.IMMEDIATE);
    }

    /** The time at which a request, or the one that it was redirected to, is given up. */
    private static final class Deadline {
        private final AtomicBoolean passed = new AtomicBoolean();
        private volatile @Nullable HttpUriRequestBase request;

        void ends(HttpUriRequestBase newRequest) {
            request = newRequest;
            if (passed.get()) {
                newRequest.abort();
            }
        }

        void pass() {
            passed.set(true);
            HttpUriRequestBase current = request;
            if (current != null) {
                current.abort();
            }
        }

        boolean hasPassed() {
            return passed.get();
        }
    }

    private final class OpenAnswer implements HttpAnswer {
        private final ClassicHttpResponse response;
        private final InputStream body;

        OpenAnswer(String host, ClassicHttpResponse response, long maxBytes, Deadline deadline) throws IOException {
            this.response = response;
            InputStream bytes = response.getEntity() == null
                    ? InputStream.nullInputStream()
                    : response.getEntity().getContent();
            body = new AnswerBody(host, bytes, maxBytes, e -> failure(host, e, deadline));
        }

        @Override
        public int status() {
            return response.getCode();
        }

        @Override
        public Optional<String> header(String name) {
            return Optional.ofNullable(response.getFirstHeader(name)).map(Header::getValue);
        }

        @Override
        public InputStream body() {
            return body;
        }
    }
}
