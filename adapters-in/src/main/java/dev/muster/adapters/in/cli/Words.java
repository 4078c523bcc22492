package dev.muster.adapters.in.cli;

import java.util.Locale;

/** Values of enumerations as they are typed and shown. */
final class Words {
    private Words() {}

    static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
