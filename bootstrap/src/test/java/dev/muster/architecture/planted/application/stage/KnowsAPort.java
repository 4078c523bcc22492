package dev.muster.architecture.planted.application.stage;

import dev.muster.architecture.planted.application.port.KnowsAStage;
import java.util.List;

/** A stage, which may know the ports; the port that knows it is planted. */
public record KnowsAPort(List<KnowsAStage> ports) {}
