package dev.muster.adapters.in.rest.http;

import dev.muster.domain.dataset.AsciiCase;
import dev.muster.domain.run.Problem;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.web.router.Router;
import jakarta.inject.Named;
import jakarta.inject.Provider;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Stands before everything but what counts requests, also before handshakes of WebSockets, which browsers let every page make. A
 * page of the web that a user of this machine looks at can send requests here too, under its
 * own {@code Origin}, without one where it shows them as pictures, or under a name of its own that it lets point to this
 * machine: such requests go no further.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class SameOrigin implements Ordered {
    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Set<Integer> DEFAULT_PORTS = Set.of(80, 443);

    private static final String HEALTH = "/health";
    private static final String AFTER_SCHEME = "://";

    /** Who makes a browser send a request, and why: https://www.w3.org/TR/fetch-metadata/. */
    private static final String FETCH_SITE = "Sec-Fetch-Site";

    private static final String FETCH_MODE = "Sec-Fetch-Mode";
    private static final Set<String> FOREIGN_SITES = Set.of("cross-site", "same-site");

    private final boolean loopback;
    private final Set<String> names = new HashSet<>();
    private final CrossOrigin crossOrigin;
    private final AuditTrail audit;
    private final ExecutorService blocking;
    private final Provider<Router> router;

    SameOrigin(
            RestSettings settings,
            AuditTrail audit,
            @Named(TaskExecutors.BLOCKING) ExecutorService blocking,
            Provider<Router> router)
            throws UnknownHostException {
        InetAddress bound = InetAddress.getByName(settings.reach().host());
        loopback = bound.isLoopbackAddress();
        if (loopback) {
            names.addAll(LOOPBACK_NAMES);
            names.add(AsciiCase.lower(settings.reach().host()));
        } else {
            settings.reach().allowedHosts().forEach(name -> names.add(AsciiCase.lower(name)));
        }
        crossOrigin = new CrossOrigin(settings.reach().origins());
        this.audit = audit;
        this.blocking = blocking;
        this.router = router;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 1;
    }

    /** The answer to a request that must not go on; null for those that may. */
    @RequestFilter
    @Nullable
    HttpResponse<?> check(HttpRequest<?> request) {
        Problem problem = problem(request);
        if (problem != null) {
            MutableHttpResponse<byte[]> answer = Answers.problem(problem);
            secure(request, answer);
            blocking.execute(() -> audit.refused(request, null));
            return answer;
        }
        return request.getMethod() == HttpMethod.OPTIONS ? options(request) : null;
    }

    @ResponseFilter
    void secure(HttpRequest<?> request, MutableHttpResponse<?> response) {
        Answers.secure(response);
        if (request.isSecure() && !loopback) {
            response.getHeaders().set("Strict-Transport-Security", "max-age=31536000");
        }
        crossOrigin.allow(request, response);
    }

    private @Nullable Problem problem(HttpRequest<?> request) {
        List<String> hosts = request.getHeaders().getAll(HttpHeaders.HOST);
        if (hosts.size() != 1 || hosts.getFirst().isEmpty()) {
            return new Problem(
                    HttpProblemType.BAD_REQUEST, "a request has one Host header, not %s".formatted(hosts.size()));
        }
        String host = AsciiCase.lower(hosts.getFirst());
        int port = request.getServerAddress().getPort();
        if (!isOurs(host, port) && !isProbe(request)) {
            return new Problem(HttpProblemType.FORBIDDEN, "this service is not '%s'".formatted(hosts.getFirst()))
                    .with("field", "Host")
                    .with("allowed", allowed(port));
        }
        if (authority(request).map(host::equals).orElse(true)) {
            return pageProblem(request, host, port);
        }
        return new Problem(
                        HttpProblemType.FORBIDDEN,
                        "the request line names another service than its header Host, '%s'".formatted(hosts.getFirst()))
                .with("field", HttpHeaders.HOST);
    }

    /** The service that the request line names, as proxies are asked (RFC 9112, 3.2.2); the server itself passes over it. */
    private static Optional<String> authority(HttpRequest<?> request) {
        String target = ((NettyHttpRequest<?>) request).getNativeRequest().uri();
        int scheme = target.indexOf(AFTER_SCHEME);
        if (target.startsWith("/") || scheme < 0) {
            return Optional.empty();
        }
        int start = scheme + AFTER_SCHEME.length();
        int end = start;
        while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
            end++;
        }
        return Optional.of(AsciiCase.lower(target.substring(start, end)));
    }

    /** What is wrong with a request that a browser sends on behalf of another page; null if nothing is. */
    private @Nullable Problem pageProblem(HttpRequest<?> request, String host, int port) {
        if (crossOrigin.isAllowed(request)) {
            return null;
        }
        for (String origin : request.getHeaders().getAll(HttpHeaders.ORIGIN)) {
            if (!isSame(AsciiCase.lower(origin), request.isSecure(), host, port)) {
                return new Problem(
                                HttpProblemType.FORBIDDEN, "pages of '%s' may not use this service".formatted(origin))
                        .with("field", "Origin");
            }
        }
        // Not every request of a foreign page has an Origin: an image or a script that it shows has none.
        for (String site : request.getHeaders().getAll(FETCH_SITE)) {
            if (FOREIGN_SITES.contains(AsciiCase.lower(site.strip())) && !isNavigationToPage(request)) {
                return new Problem(HttpProblemType.FORBIDDEN, "pages of other sites may not use this service")
                        .with("field", FETCH_SITE);
            }
        }
        return null;
    }

    /** Whether someone follows a link to one of our pages. */
    private boolean isNavigationToPage(HttpRequest<?> request) {
        return request.getMethod() == HttpMethod.GET
                && request.getHeaders().getAll(FETCH_MODE).equals(List.of("navigate"))
                && router.get().findAny(request).stream()
                        .anyMatch(match -> match.getRouteInfo().getProduces().contains(MediaType.TEXT_HTML_TYPE));
    }

    private boolean isSame(String origin, boolean secure, String host, int port) {
        if (loopback) {
            String scheme = secure ? "https://" : "http://";
            return origin.startsWith(scheme) && isOurs(origin.substring(scheme.length()), port);
        }
        return origin.equals("http://" + host) || origin.equals("https://" + host);
    }

    /**
     * Whether this is one of our names. On a loopback address, it has our port, which may be left out if it is HTTP's own;
     * elsewhere callers may come by way of another port.
     */
    private boolean isOurs(String hostAndPort, int port) {
        if (!loopback) {
            return names.contains(hostAndPort.replaceFirst(":[0-9]*$", ""));
        }
        return names.contains(hostAndPort)
                ? DEFAULT_PORTS.contains(port)
                : hostAndPort.endsWith(":" + port)
                        && names.contains(hostAndPort.substring(0, hostAndPort.length() - (":" + port).length()));
    }

    private List<String> allowed(int port) {
        return names.stream()
                .sorted()
                .map(name -> loopback ? name + ":" + port : name)
                .toList();
    }

    /** Whether something asks how the service is, which may well not know its name. */
    private boolean isProbe(HttpRequest<?> request) {
        String path = request.getPath();
        return !loopback && (path.equals(HEALTH) || path.startsWith(HEALTH + "/"));
    }

    /** What can be done here; null if there is nothing here. */
    private @Nullable HttpResponse<?> options(HttpRequest<?> request) {
        Set<String> methods = new TreeSet<>();
        router.get()
                .findAny(request)
                .forEach(match -> methods.add(match.getRouteInfo().getHttpMethodName()));
        if (methods.isEmpty()) {
            return null;
        }
        methods.add(HttpMethod.OPTIONS.name());
        MutableHttpResponse<?> answer = HttpResponse.noContent().header(HttpHeaders.ALLOW, String.join(", ", methods));
        crossOrigin.describe(request, methods, answer);
        secure(request, answer);
        return answer;
    }
}
