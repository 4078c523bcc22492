package dev.muster.adapters.in.cli;

import picocli.CommandLine.Option;

/** Whether a program reads the result. */
final class JsonOption {
    @Option(names = "--json", description = "Print what the API answers.")
    private boolean given;

    boolean given() {
        return given;
    }
}
