package dev.muster.adapters.in.cli;

import picocli.CommandLine.Option;

/** The option to print what the API answers, for programs. */
final class JsonOption {
    @Option(names = "--json", description = "Print what the API answers.")
    private boolean given;

    boolean given() {
        return given;
    }
}
