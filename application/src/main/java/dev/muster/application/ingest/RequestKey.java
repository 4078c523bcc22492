package dev.muster.application.ingest;

/**
 * The name that a sender gives to a request, so that it is safe to send the request again.
 *
 * @param key the sender's key
 * @param request everything that tells the request from others, except for the input: path and query, say
 * @param withInput whether the input is a part of the request; not if the request only names it
 */
public record RequestKey(String key, String request, boolean withInput) {}
