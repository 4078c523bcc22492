package dev.muster.application.access;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who does what on a thread. It is put on record in the first transaction that commits on that thread ({@link
 * AuditedTransactions}), so that no change is without it, and none is told that was not made.
 */
public final class Acting {
    private static final ThreadLocal<@Nullable Acting> CURRENT = new ThreadLocal<>();

    private final String actor;
    private final String action;
    private volatile String subject;
    private volatile boolean settled;
    private volatile boolean carried;

    /** How many transactions are under way, one within the other. */
    private int depth;

    /** @param subject what it is about, unless that becomes known better */
    public Acting(String actor, String action, String subject) {
        this.actor = actor;
        this.action = action;
        this.subject = subject;
    }

    /** Returns that something is done because its time has come. */
    public static Acting scheduled(String action, String subject) {
        return new Acting("schedule", action, subject);
    }

    /** Returns who acts on this thread; null if nobody does. */
    public static @Nullable String currentActor() {
        Acting acting = CURRENT.get();
        return acting == null ? null : acting.actor;
    }

    static @Nullable Acting current() {
        return CURRENT.get();
    }

    /** Says what it is about that is done on this thread, for instance what was made. */
    public static void on(Object itsSubject) {
        Acting acting = CURRENT.get();
        if (acting != null) {
            acting.subject = itsSubject.toString();
        }
    }

    /** Says that what is done on this thread changes nothing: it is on trial, or was done before. */
    public static void changesNothing() {
        Acting acting = CURRENT.get();
        if (acting != null) {
            acting.settled = true;
        }
    }

    /**
     * Makes this what is done on the calling thread; {@link #leave} ends that.
     *
     * @return what was done before; null for nothing
     */
    public @Nullable Acting enter() {
        Acting before = CURRENT.get();
        CURRENT.set(this);
        return before;
    }

    /** Makes what was done before this again what is done on the calling thread. */
    public static void leave(@Nullable Acting before) {
        CURRENT.set(before);
    }

    /** Runs work that is a part of this on the calling thread. */
    public <T extends @Nullable Object> T call(Supplier<T> work) {
        Acting before = enter();
        try {
            return work.get();
        } finally {
            leave(before);
        }
    }

    /**
     * Runs work that was put on record when it was asked for.
     *
     * @param actor who asked for it; null if that is not known
     */
    public static void inTheNameOf(@Nullable String actor, Runnable work) {
        if (actor == null) {
            work.run();
            return;
        }
        Acting acting = new Acting(actor, "", "");
        acting.settled = true;
        acting.call(() -> {
            work.run();
            return null;
        });
    }

    /** Returns work that is a part of what is done on this thread, wherever it runs. */
    public static <T extends @Nullable Object> Supplier<T> carried(Supplier<T> work) {
        Acting acting = CURRENT.get();
        if (acting == null) {
            return work;
        }
        acting.carried = true;
        return () -> acting.call(work);
    }

    /** Returns whether it is done on a thread of its own: what comes of it is put on record there. */
    public boolean isCarried() {
        return carried;
    }

    public String actor() {
        return actor;
    }

    public String action() {
        return action;
    }

    public String subject() {
        return subject;
    }

    /** Returns whether there is no more to put on record. */
    public boolean isSettled() {
        return settled;
    }

    void settle() {
        settled = true;
    }

    /** Runs a transaction. It is given whether it is the outermost one. */
    <T> T within(TransactionWork<T> work) {
        depth++;
        try {
            return work.run(depth == 1);
        } finally {
            depth--;
        }
    }

    /** A transaction. */
    @FunctionalInterface
    interface TransactionWork<T> {
        T run(boolean outermost);
    }

    @Override
    public String toString() {
        return "%s: %s %s".formatted(actor, action, Objects.requireNonNull(subject));
    }
}
