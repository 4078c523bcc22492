package dev.muster.adapters.out.charts;

/** A category or series. Its place identifies it, because names need not be unique. */
record Category(int index, String name) implements Comparable<Category> {
    @Override
    public int compareTo(Category other) {
        return Integer.compare(index, other.index);
    }

    /** Returns the text that a legend shows. */
    @Override
    public String toString() {
        return name;
    }
}
