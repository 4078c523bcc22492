package dev.muster.adapters.in.cli;

/** The codes that the program ends with; scripts rely on them. 64 and 78 are those of BSD's sysexits. */
public final class ExitCodes {
    /** All was done. */
    public static final int DONE = 0;

    /** It was not done. */
    public static final int FAILED = 1;

    /** It was done, but some records were rejected. */
    public static final int DONE_WITH_REJECTIONS = 2;

    /** It was asked for in a way that cannot be understood. */
    public static final int USAGE = 64;

    /** A setting is not what it must be. */
    public static final int CONFIGURATION = 78;

    private ExitCodes() {}
}
