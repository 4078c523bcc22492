package dev.muster.application.events;

import java.net.URI;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Somebody who is told of events by requests.
 *
 * @param url where to, with everything that may stand in it, also what is secret
 * @param secret the key that requests are signed with; not to be changed
 * @param types what to be told of, at least one; in the order of their declaration
 */
public record Webhook(String name, URI url, byte[] secret, Set<EventType> types) {
    public Webhook {
        types = Collections.unmodifiableSet(EnumSet.copyOf(types));
    }

    /** Returns the address as far as it may be seen: the query of an address is often a secret. */
    public String shownUrl() {
        String address = url.toString();
        return url.getRawQuery() == null ? address : address.substring(0, address.indexOf('?')) + "?***";
    }

    /** Returns whether this one wants to be told of events of a type by its public name. */
    boolean wants(String type) {
        return EventType.of(type).filter(types::contains).isPresent();
    }

    @Override
    public String toString() {
        return "Webhook[name=%s, url=%s, types=%s]".formatted(name, shownUrl(), types);
    }
}
