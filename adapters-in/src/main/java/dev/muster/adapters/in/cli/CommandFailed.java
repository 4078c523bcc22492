package dev.muster.adapters.in.cli;

/** A command ends here, for a reason that is told in one line. */
public final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int exitCode;

    private CommandFailed(int exitCode, String message) {
        // Nobody looks for the place in the code: the line says it all.
        super(message, null, false, false);
        this.exitCode = exitCode;
    }

    /** What was asked for could not be done. */
    public static CommandFailed failure(String message) {
        return new CommandFailed(ExitCodes.FAILED, message);
    }

    /** It was asked for in a way that cannot be understood. */
    public static CommandFailed usage(String message) {
        return new CommandFailed(ExitCodes.USAGE, message);
    }

    /** A setting, which the message names, is not what it must be. */
    public static CommandFailed configuration(String message) {
        return new CommandFailed(ExitCodes.CONFIGURATION, message);
    }

    /** The code that the program ends with. */
    public int exitCode() {
        return exitCode;
    }
}
