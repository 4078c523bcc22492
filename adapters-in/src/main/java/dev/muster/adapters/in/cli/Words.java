package dev.muster.adapters.in.cli;

import java.util.Locale;

/** Spells constants of enumerations as users type and see them: in {@code kebab-case}. */
final class Words {
    private Words() {}

    static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
