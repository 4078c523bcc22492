package dev.muster.domain.pipeline;

import java.net.URI;

/** Where a step finds the files that it loads. */
public sealed interface Origin {

    /** What a service gives at an address. */
    record Web(URI address) implements Origin {}

    /** A file of a configured place, such as {@code inbox:jobs.csv}. It is loaded each time. */
    record File(String place) implements Origin {}

    /**
     * The files of a place that are called as the dataset, with any ending that tells a format. One that was loaded is
     * loaded again only if it has changed.
     *
     * @param place what the names of its files follow, such as {@code s3://bucket/prefix/}
     */
    record Folder(String place) implements Origin {}
}
