package dev.muster.adapters.in.json;

import java.time.Instant;

/** A link that was made. Its address is shown this once. */
public record LinkView(String url, Instant expiresAt) {}
