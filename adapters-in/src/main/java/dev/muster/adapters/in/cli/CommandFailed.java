package dev.muster.adapters.in.cli;

/** Ends a command, for a reason that fits one line. */
public final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int exitCode;

    private CommandFailed(int exitCode, String message) {
        // Nobody looks for the place in the code: the line says it all.
        super(message, null, false, false);
        this.exitCode = exitCode;
    }

    /** Returns the failure of a command that was understood, but could not be done. */
    public static CommandFailed failure(String message) {
        return new CommandFailed(ExitCodes.FAILED, message);
    }

    /** Returns the failure of a command that was used wrongly. */
    public static CommandFailed usage(String message) {
        return new CommandFailed(ExitCodes.USAGE, message);
    }

    /** Returns the failure that a setting, which the message names, is wrong. */
    public static CommandFailed configuration(String message) {
        return new CommandFailed(ExitCodes.CONFIGURATION, message);
    }

    /** Returns the code with which the program ends. */
    public int exitCode() {
        return exitCode;
    }
}
