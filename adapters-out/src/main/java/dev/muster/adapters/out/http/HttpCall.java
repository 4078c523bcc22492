package dev.muster.adapters.out.http;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What another service is asked.
 *
 * @param address of the form {@code https://host/…} or {@code http://host/…}
 * @param headers of the request, each once; {@code Host} and {@code Content-Length} are set without being named here
 * @param body what is posted; null for a GET, whose redirects within the host are followed
 * @param maxBytes most bytes of the answer's body that may be read
 */
public record HttpCall(URI address, Map<String, String> headers, byte @Nullable [] body, long maxBytes) {
    public HttpCall {
        headers = Map.copyOf(headers);
    }

    /** Asks for what is at an address. */
    public static HttpCall get(URI address, Map<String, String> headers, long maxBytes) {
        return new HttpCall(address, headers, null, maxBytes);
    }

    /** Posts bytes. No redirect is followed: it is given back as it is. */
    public static HttpCall post(URI address, Map<String, String> headers, byte[] body, long maxBytes) {
        return new HttpCall(address, headers, body, maxBytes);
    }
}
