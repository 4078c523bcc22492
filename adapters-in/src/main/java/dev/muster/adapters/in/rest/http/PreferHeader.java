package dev.muster.adapters.in.rest.http;

import io.micronaut.http.HttpRequest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a sender wants to wait for a result, as the header {@code Prefer} (RFC 7240) says: preferences that are not
 * understood are ignored.
 *
 * @param seconds after which the answer is that the work is under way
 */
public record PreferHeader(long seconds) {
    private static final long UNLESS_SAID = 30;
    private static final long MOST = 600;

    private static final Pattern WAIT = Pattern.compile("wait\\s*=\\s*\"?([0-9]{1,6})\"?");

    /** What {@code request} prefers: to wait for 30 seconds if it does not say. */
    public static PreferHeader of(HttpRequest<?> request) {
        boolean async = false;
        for (String header : request.getHeaders().getAll("Prefer")) {
            for (String preference : header.split(",")) {
                String wish = preference.split(";", 2)[0].strip();
                Matcher wait = WAIT.matcher(wish);
                if (wait.matches()) {
                    return new PreferHeader(Math.min(MOST, Long.parseLong(wait.group(1))));
                }
                async |= wish.equals("respond-async");
            }
        }
        return new PreferHeader(async ? 0 : UNLESS_SAID);
    }
}
