package dev.muster.domain.dataset;

/** The order in which databases sort rows by key: texts by code point, all else by value. */
public final class KeyOrder {
    private KeyOrder() {}

    /** Compares two keys of one dataset, as {@link java.util.Comparator#compare} does. */
    @SuppressWarnings("unchecked") // keys of one dataset are of one type, and those of keys have an order
    public static int compare(Object one, Object other) {
        return one instanceof String text
                ? CodePointOrder.BY_CODE_POINT.compare(text, (String) other)
                : ((Comparable<Object>) one).compareTo(other);
    }
}
