package dev.muster.adapters.in.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Reads paths that are typed. */
final class Paths {
    private Paths() {}

    /**
     * Returns the path that a text names.
     *
     * @throws CommandFailed if it is none
     */
    static Path read(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw CommandFailed.usage("'%s' is no path".formatted(text));
        }
    }
}
