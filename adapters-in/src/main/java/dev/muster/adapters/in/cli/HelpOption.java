package dev.muster.adapters.in.cli;

import picocli.CommandLine.Option;

/** The option that every command has. */
final class HelpOption {
    @Option(names = "--help", usageHelp = true, description = "Tell what this does.")
    private boolean help;
}
