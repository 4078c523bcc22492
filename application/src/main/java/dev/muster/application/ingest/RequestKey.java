package dev.muster.application.ingest;

/**
 * What a sender calls a request by, to be safe to send it again.
 *
 * @param key the sender's own
 * @param request all that makes the request what it is, but for the input: path and query, say
 * @param withInput whether the input is a part of the request; not if the request only names it
 */
public record RequestKey(String key, String request, boolean withInput) {}
