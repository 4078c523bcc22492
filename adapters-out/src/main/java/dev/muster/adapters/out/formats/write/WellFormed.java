package dev.muster.adapters.out.formats.write;

/** Makes texts that can be written in UTF-8. */
final class WellFormed {
    private static final char REPLACEMENT = '\ufffd';

    private WellFormed() {}

    /**
     * Returns {@code text} with the replacement character in place of each surrogate without its other half. JSON may
     * bring such texts.
     */
    static String text(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return withoutLoneSurrogates(text);
            }
        }
        return text;
    }

    private static String withoutLoneSurrogates(String text) {
        StringBuilder result = new StringBuilder(text.length());
        text.codePoints()
                .map(point ->
                        point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? REPLACEMENT : point)
                .forEach(result::appendCodePoint);
        return result.toString();
    }
}
