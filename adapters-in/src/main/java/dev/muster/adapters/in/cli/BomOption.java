package dev.muster.adapters.in.cli;

import picocli.CommandLine.Option;

/** Whether a CSV begins with a byte-order mark. */
final class BomOption {
    @Option(
            names = "--bom",
            description = "Begin a csv with a byte-order mark, by which spreadsheet programs know that it is UTF-8.")
    private boolean given;

    /**
     * Whether it is asked for.
     *
     * @throws CommandFailed if it is, and {@code format} has none
     */
    boolean given(String format) {
        if (given && !format.equals("csv")) {
            throw CommandFailed.usage("--bom is for csv, not for %s".formatted(format));
        }
        return given;
    }
}
