package dev.muster.adapters.in.cli;

import picocli.CommandLine.Option;

/** Whether texts that a spreadsheet would take for a formula are left as they are. */
final class RawOption {
    @Option(
            names = "--raw",
            description =
                    "Leave texts as they are in csv and xlsx, also those that a spreadsheet would take for a formula.")
    private boolean given;

    boolean given() {
        return given;
    }
}
