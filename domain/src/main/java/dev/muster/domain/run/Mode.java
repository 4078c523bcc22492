package dev.muster.domain.run;

import java.util.Locale;

/** What happens to a record whose key is stored already with other values. */
public enum Mode {
    /** It is rejected as {@code duplicate-key}. */
    INSERT,
    /** It replaces the stored record as a whole. */
    UPSERT;

    /** The public name. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
