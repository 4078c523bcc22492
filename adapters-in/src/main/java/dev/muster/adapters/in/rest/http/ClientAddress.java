package dev.muster.adapters.in.rest.http;

import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/** Tells where requests come from. */
@Singleton
final class ClientAddress {
    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final String FORWARDED_PROTO = "X-Forwarded-Proto";

    private final List<IpNetwork> proxies;

    ClientAddress(RestSettings settings) {
        proxies = settings.reach().trustedProxies();
    }

    /** Returns whether nobody on its way could read a request, as far as can be known: a proxy of ours is believed. */
    boolean isSecure(HttpRequest<?> request) {
        InetAddress from = request.getRemoteAddress().getAddress();
        return request.isSecure()
                || proxies.stream().anyMatch(proxy -> proxy.contains(from))
                        && request.getHeaders().getAll(FORWARDED_PROTO).equals(List.of("https"));
    }

    /**
     * Returns the address that a request comes from: the last one on its way that is none of our proxies. What a proxy of
     * somebody else says of those before it could be anything.
     */
    InetAddress of(HttpRequest<?> request) {
        InetAddress address = request.getRemoteAddress().getAddress();
        List<String> before = request.getHeaders().getAll(FORWARDED_FOR).stream()
                .flatMap(header -> Stream.of(header.split(",")))
                .map(String::strip)
                .toList();
        for (String text : before.reversed()) {
            InetAddress here = address;
            if (proxies.stream().noneMatch(proxy -> proxy.contains(here))) {
                break;
            }
            try {
                address = InetAddress.ofLiteral(text);
            } catch (IllegalArgumentException e) {
                break;
            }
        }
        return address;
    }
}
