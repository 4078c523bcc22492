package dev.muster.domain.pipeline;

import java.net.URI;

/**
 * What a REST API gives at an address: an array of objects.
 *
 * @param name of the file that keeps it, without ending
 */
public record Resource(String name, URI address) {

    /** Returns the resource at a path below the address of an API. */
    public static Resource of(URI api, String path) {
        String base = api.toString();
        return new Resource(path, URI.create(base.endsWith("/") ? base + path : base + "/" + path));
    }
}
