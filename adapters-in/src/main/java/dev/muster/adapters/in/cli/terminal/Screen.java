package dev.muster.adapters.in.cli.terminal;

/**
 * The part of a program's output that goes to a screen.
 *
 * @param results whether results go to a screen: tables are cut to fit it, and what is no text is kept off it
 * @param messages whether messages go to a screen: only then progress is drawn
 * @param columns characters in a line of the screen; of no meaning where nobody watches
 */
public record Screen(boolean results, boolean messages, int columns) {
    /** The room where nothing needs to be cut. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    private static final int USUAL_COLUMNS = 80;

    /** Nothing goes to a screen. */
    public static final Screen NONE = new Screen(false, false, USUAL_COLUMNS);

    public Screen {
        if (columns < 1) {
            throw new IllegalArgumentException("a screen has at least one column, not %s".formatted(columns));
        }
    }

    /** Returns the most characters in a line of the results. */
    public int room() {
        return results ? columns : UNLIMITED;
    }
}
