package dev.muster.application.port;

import dev.muster.domain.access.AccessKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keys, by the hashes of what their owners show. Call writing methods within a {@link UnitOfWork#write}. All methods throw
 * {@link PortException} if the database fails. Thread safe.
 */
public interface AccessKeys {

    /**
     * Puts a key on record. Times are kept in milliseconds.
     *
     * @return false if there is a key with this id; then nothing is changed
     */
    boolean create(AccessKey key, byte[] hash);

    /** Returns the key with this hash, be it good or not. */
    Optional<AccessKey> find(byte[] hash);

    /** Returns the key with this id, be it good or not. */
    Optional<AccessKey> find(String id);

    /** Returns all keys, the newest first, those of one time by their ids. */
    List<AccessKey> list();

    /**
     * Revokes a key, unless it is revoked already.
     *
     * @return the key as it is now; empty if there is none with this id
     */
    Optional<AccessKey> revoke(String id, Instant at);

    /** Notes that a key was used, unless it was used later. Does nothing if there is no key with this id. */
    void use(String id, Instant at);
}
