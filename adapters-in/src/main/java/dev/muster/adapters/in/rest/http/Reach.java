package dev.muster.adapters.in.rest.http;

import java.util.List;
import java.util.Set;

/**
 * From where, and how often, the HTTP API can be called.
 *
 * @param host name or address that is bound; on a loopback address only requests to loopback names are answered
 * @param port port that is bound; 0 for any that is free
 * @param allowedHosts names and addresses under which requests may call a service that is on no loopback address
 * @param trustedProxies whose {@code X-Forwarded-For} is believed
 * @param origins of other services whose pages may call this one, as browsers send them: {@code https://example.com}
 * @param requestsPerMinute most of one key, or of one address without a key; 0 for any number
 */
public record Reach(
        String host,
        int port,
        Set<String> allowedHosts,
        List<IpNetwork> trustedProxies,
        Set<String> origins,
        int requestsPerMinute) {

    public Reach {
        allowedHosts = Set.copyOf(allowedHosts);
        trustedProxies = List.copyOf(trustedProxies);
        origins = Set.copyOf(origins);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port %s is not from 0 to 65535".formatted(port));
        }
        if (requestsPerMinute < 0) {
            throw new IllegalArgumentException("%s requests a minute are less than none".formatted(requestsPerMinute));
        }
    }

    /** From where nothing else is said: under the names of the loopback addresses, by no proxy, as often as one likes. */
    public static Reach loopback(int port) {
        return new Reach("127.0.0.1", port, Set.of(), List.of(), Set.of(), 0);
    }
}
