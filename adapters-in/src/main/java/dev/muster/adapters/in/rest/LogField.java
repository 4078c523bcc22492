package dev.muster.adapters.in.rest;

/** What lines of the log tell beside their message, where there is any. */
public final class LogField {
    /** The trace that a request is a part of: 32 hexadecimal digits. */
    public static final String TRACE_ID = "trace_id";

    /** The run that is loaded or undone. */
    public static final String RUN = "run";

    private LogField() {}
}
