package dev.muster.settings;

/** A text that must not be seen: it is given away by {@link #reveal()} only. */
public record Secret(String reveal) {
    @Override
    public String toString() {
        return "***";
    }
}
