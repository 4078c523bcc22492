package dev.muster.architecture.planted.application.port;

/** A port for the planted adapters. */
public interface Numbers {
    long next();
}
