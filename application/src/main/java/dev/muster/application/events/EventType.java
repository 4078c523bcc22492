package dev.muster.application.events;

import java.util.Optional;
import java.util.stream.Stream;

/** The kinds of things of which others are told. */
public enum EventType {
    /** A run ended, however it did, or was undone after its end. */
    RUN_ENDED("dev.muster.run.ended"),
    /** A run ended that left rejections open. */
    REJECTIONS_OPENED("dev.muster.rejections.opened"),
    PIPELINE_ENDED("dev.muster.pipeline.ended"),
    /** The making of a backup ended, well or not. */
    BACKUP_ENDED("dev.muster.backup.ended");

    private final String code;

    EventType(String code) {
        this.code = code;
    }

    /** The public name. */
    public String code() {
        return code;
    }

    /** Returns the type with this public name; empty if there is none. */
    public static Optional<EventType> of(String code) {
        return Stream.of(values()).filter(type -> type.code.equals(code)).findFirst();
    }
}
