package dev.muster.adapters.out.aws;

/** A secret cannot be read. The message holds nothing of what is in it. */
public final class UnreadableSecret extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UnreadableSecret(String message) {
        // What libraries tell of a text that they cannot read holds a piece of it.
        super(message, null, false, false);
    }
}
