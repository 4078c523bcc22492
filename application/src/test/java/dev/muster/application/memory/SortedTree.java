package dev.muster.application.memory;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A sorted map that never changes: what changes it gives another one, which shares all but a few nodes with it. A height
 * balanced tree (Adelson-Velsky and Landis).
 */
final class SortedTree<K, V> {
    private final Comparator<? super K> order;
    private final @Nullable Node<K, V> root;

    private record Node<K, V>(
            K key,
            V value,
            @Nullable Node<K, V> left,
            @Nullable Node<K, V> right,
            int height,
            int size) {
        Node(K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
            this(
                    key,
                    value,
                    left,
                    right,
                    1 + Math.max(heightOf(left), heightOf(right)),
                    1 + sizeOf(left) + sizeOf(right));
        }

        private static int heightOf(@Nullable Node<?, ?> node) {
            return node == null ? 0 : node.height;
        }

        private static int sizeOf(@Nullable Node<?, ?> node) {
            return node == null ? 0 : node.size;
        }
    }

    /** An empty map whose keys are sorted by {@code order}. */
    SortedTree(Comparator<? super K> order) {
        this(order, null);
    }

    private SortedTree(Comparator<? super K> order, @Nullable Node<K, V> root) {
        this.order = order;
        this.root = root;
    }

    int size() {
        return Node.sizeOf(root);
    }

    @Nullable
    V get(K key) {
        Node<K, V> node = root;
        while (node != null) {
            int side = order.compare(key, node.key);
            if (side == 0) {
                return node.value;
            }
            node = side < 0 ? node.left : node.right;
        }
        return null;
    }

    /** This map with {@code value} for {@code key}, in place of the value it may have. */
    SortedTree<K, V> with(K key, V value) {
        return new SortedTree<>(order, put(root, key, value));
    }

    /** This map without {@code key}. */
    SortedTree<K, V> without(K key) {
        return new SortedTree<>(order, remove(root, key));
    }

    /** Values whose keys are greater than {@code bound}, ascending by key; all if it is null. */
    Stream<V> after(@Nullable K bound) {
        return stream(bound, true);
    }

    /** Values whose keys are less than {@code bound}, descending by key; all if it is null. */
    Stream<V> before(@Nullable K bound) {
        return stream(bound, false);
    }

    private Node<K, V> put(@Nullable Node<K, V> node, K key, V value) {
        if (node == null) {
            return new Node<>(key, value, null, null);
        }
        int side = order.compare(key, node.key);
        if (side == 0) {
            return new Node<>(key, value, node.left, node.right);
        }
        return side < 0
                ? balanced(node, put(node.left, key, value), node.right)
                : balanced(node, node.left, put(node.right, key, value));
    }

    private @Nullable Node<K, V> remove(@Nullable Node<K, V> node, K key) {
        if (node == null) {
            return null;
        }
        int side = order.compare(key, node.key);
        if (side < 0) {
            return balanced(node, remove(node.left, key), node.right);
        }
        if (side > 0) {
            return balanced(node, node.left, remove(node.right, key));
        }
        if (node.left == null || node.right == null) {
            return node.left == null ? node.right : node.left;
        }
        Node<K, V> next = node.right;
        while (next.left != null) {
            next = next.left;
        }
        return balanced(next, node.left, remove(node.right, next.key));
    }

    /** {@code node} with these children, whose heights differ by 2 at most. */
    private static <K, V> Node<K, V> balanced(Node<K, V> node, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
        int slant = Node.heightOf(left) - Node.heightOf(right);
        if (left != null && slant > 1) {
            if (left.right != null && Node.heightOf(left.left) < Node.heightOf(left.right)) {
                return rotated(left, left.left, left.right.left, left.right, left.right.right, node, right);
            }
            return new Node<>(left.key, left.value, left.left, new Node<>(node.key, node.value, left.right, right));
        }
        if (right != null && slant < -1) {
            if (right.left != null && Node.heightOf(right.right) < Node.heightOf(right.left)) {
                return rotated(node, left, right.left.left, right.left, right.left.right, right, right.right);
            }
            return new Node<>(right.key, right.value, new Node<>(node.key, node.value, left, right.left), right.right);
        }
        return new Node<>(node.key, node.value, left, right);
    }

    /** Three nodes and their four subtrees, all in key order, with the node in the middle on top. */
    private static <K, V> Node<K, V> rotated(
            Node<K, V> low,
            @Nullable Node<K, V> first,
            @Nullable Node<K, V> second,
            Node<K, V> middle,
            @Nullable Node<K, V> third,
            Node<K, V> high,
            @Nullable Node<K, V> fourth) {
        return new Node<>(
                middle.key,
                middle.value,
                new Node<>(low.key, low.value, first, second),
                new Node<>(high.key, high.value, third, fourth));
    }

    private Stream<V> stream(@Nullable K bound, boolean ascending) {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(new Walk(bound, ascending), 0), false);
    }

    private final class Walk implements Iterator<V> {
        private final @Nullable K bound;
        private final boolean ascending;
        /** The nodes that are still to come and lie above the rest of what is to come. */
        private final Deque<Node<K, V>> path = new ArrayDeque<>();

        Walk(@Nullable K bound, boolean ascending) {
            this.bound = bound;
            this.ascending = ascending;
            descend(root);
        }

        private void descend(@Nullable Node<K, V> from) {
            Node<K, V> node = from;
            while (node != null) {
                int side = bound == null ? 1 : order.compare(node.key, bound);
                boolean beyond = bound == null || (ascending ? side > 0 : side < 0);
                if (beyond) {
                    path.push(node);
                }
                node = beyond == ascending ? node.left : node.right;
            }
        }

        @Override
        public boolean hasNext() {
            return !path.isEmpty();
        }

        @Override
        public V next() {
            if (path.isEmpty()) {
                throw new NoSuchElementException();
            }
            Node<K, V> node = path.pop();
            descend(ascending ? node.right : node.left);
            return node.value;
        }
    }
}
