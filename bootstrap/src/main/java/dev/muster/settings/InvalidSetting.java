package dev.muster.settings;

/** A setting is not what it must be. The message is one line that names the setting and holds no secret. */
public final class InvalidSetting extends RuntimeException {
    private static final long serialVersionUID = 1;

    public InvalidSetting(String name, String fault) {
        super((name + ": " + fault).replaceAll("\\s*\\R\\s*", " "), null, false, false);
    }
}
