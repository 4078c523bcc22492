package dev.muster.architecture.planted.application.port;

import dev.muster.architecture.planted.application.stage.KnowsAPort;

/** Planted: a port knows no stage. */
public interface KnowsAStage {
    KnowsAPort stage();
}
