package dev.muster.application.port;

import java.time.Instant;

/**
 * Something that happened, as others are told of it: the attributes of a CloudEvent that differ between events.
 *
 * @param id is the id of no other event
 * @param type what kind of thing happened, such as {@code dev.muster.run.ended}
 * @param subject the address of what it happened to, below {@code /api/v1}, such as {@code runs/0001ky7g4jp3s}
 * @param time when it happened; milliseconds are kept
 * @param data a JSON object as text, without anything about a person
 */
public record Event(String id, String type, String subject, Instant time, String data) {}
