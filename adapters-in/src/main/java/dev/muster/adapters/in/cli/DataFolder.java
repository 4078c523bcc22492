package dev.muster.adapters.in.cli;

import java.nio.file.Path;

/** The folder of everything that the program keeps. */
public record DataFolder(Path path) {}
