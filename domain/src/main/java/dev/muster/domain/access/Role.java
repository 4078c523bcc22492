package dev.muster.domain.access;

import java.util.Locale;

/** What someone may do. Each role may do what those before it may. */
public enum Role {
    /** Sees figures: reports, charts, the summary. */
    READER,
    /** Works with records: loads, mends, exports and backs them up. */
    OPERATOR,
    /** Also does what cannot be taken back, and gives keys. */
    ADMIN;

    /** Returns the public name. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether this role may do what {@code needed} may. */
    public boolean includes(Role needed) {
        return compareTo(needed) >= 0;
    }
}
