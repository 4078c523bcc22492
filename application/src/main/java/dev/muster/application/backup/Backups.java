package dev.muster.application.backup;

import dev.muster.application.Refusal;
import dev.muster.application.access.Acting;
import dev.muster.application.port.BackupFormat;
import dev.muster.application.port.Leftovers;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.domain.backup.Backup;
import dev.muster.domain.backup.Manifest;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.RunId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The backups in the storage. Each has a folder, {@code backups/<id>/}. Its manifest is written last: a folder without
 * one is no backup, and is removed after a while. Methods throw {@link PortException} if the storage fails. Thread safe.
 */
public final class Backups implements Leftovers {
    private static final String FOLDER = "backups/";
    private static final String MANIFEST = "manifest.json";
    private static final String RECORD = "record.json";

    /** A manifest of this program has a few kilobytes, and some more for each year of its reports. */
    private static final int MOST_MANIFEST_BYTES = 4 << 20;

    private static final int MOST_FAILURES = 1_000;

    private final ObjectStore objects;
    private final BackupFormat format;

    /** What this process does now. */
    private final Map<String, Work> underWay = new ConcurrentHashMap<>();

    /** Why backups could not be made, for as long as this process lives. */
    private final Map<String, Problem> failures = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Problem> eldest) {
            return size() > MOST_FAILURES;
        }
    });

    public Backups(ObjectStore objects, BackupFormat format) {
        this.objects = objects;
        this.format = format;
    }

    /** Returns all backups, newest first. A backup whose manifest cannot be read is left out. */
    public List<Backup> list() {
        List<Backup> backups = new ArrayList<>();
        for (String id : folders().keySet()) {
            try {
                find(id).ifPresent(backups::add);
            } catch (PortException e) {
                if (e.kind() != PortException.Kind.CORRUPT) {
                    throw e;
                }
                // Whoever asks for it by its id is told so.
            }
        }
        backups.sort(Comparator.comparing((Backup backup) -> backup.manifest().createdAt())
                .thenComparing(backup -> backup.manifest().id())
                .reversed());
        return backups;
    }

    /**
     * Finds the newest backup that is as {@code wanted}; empty if there is none. Reads no more manifests than it must, since ids
     * are in the order of time.
     */
    public Optional<Backup> newest(Predicate<Backup> wanted) {
        for (String id : new TreeMap<>(folders()).descendingKeySet()) {
            try {
                Optional<Backup> found = find(id).filter(wanted);
                if (found.isPresent()) {
                    return found;
                }
            } catch (PortException e) {
                if (e.kind() != PortException.Kind.CORRUPT) {
                    throw e;
                }
            }
        }
        return Optional.empty();
    }

    /** Returns when the newest object of each folder was written. */
    private Map<String, Instant> folders() {
        Map<String, Instant> folders = new TreeMap<>();
        objects.list(FOLDER).forEach(object -> {
            String name = object.key().substring(FOLDER.length());
            int slash = name.indexOf('/');
            if (slash > 0 && isId(name.substring(0, slash))) {
                folders.merge(name.substring(0, slash), object.modified(), (a, b) -> a.isAfter(b) ? a : b);
            }
        });
        return folders;
    }

    /** Whether a text has the form of a backup's id. */
    static boolean isId(String text) {
        return RunId.parse(text).isPresent();
    }

    /**
     * Finds a backup; empty if there is none with this id.
     *
     * @throws PortException of kind {@code CORRUPT} if its manifest cannot be read
     */
    public Optional<Backup> find(String id) {
        if (!isId(id)) {
            return Optional.empty();
        }
        byte[] json = bytes(key(id, MANIFEST));
        if (json == null) {
            return Optional.empty();
        }
        Manifest manifest = format.manifest(json);
        if (!manifest.id().equals(id) || manifest.formatVersion() != Manifest.FORMAT_VERSION) {
            throw new PortException(
                    PortException.Part.STORAGE,
                    PortException.Kind.CORRUPT,
                    manifest.id().equals(id)
                            ? "the backup has format version %s; this program reads version %s"
                                    .formatted(manifest.formatVersion(), Manifest.FORMAT_VERSION)
                            : "the manifest is of another backup",
                    null);
        }
        return Optional.of(record(manifest)
                .orElseGet(() -> new Backup(manifest, Backup.Status.VERIFIED, manifest.createdAt(), null, null)));
    }

    /** Returns what was recorded of a backup; empty if nothing was, or it cannot be read: the backup itself is no worse for that. */
    private Optional<Backup> record(Manifest manifest) {
        byte[] recorded = bytes(key(manifest.id(), RECORD));
        try {
            return Optional.ofNullable(recorded).map(json -> format.record(manifest, json));
        } catch (PortException e) {
            if (e.kind() == PortException.Kind.CORRUPT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * The backup with this id.
     *
     * @throws Refusal {@code not-found}, or {@code bad-backup} if its manifest cannot be read
     */
    public Backup get(String id) {
        try {
            return find(id).orElseThrow(
                            () -> new Refusal(ProblemType.NOT_FOUND, "there is no backup '%s'".formatted(id)));
        } catch (PortException e) {
            throw refused(e);
        }
    }

    /** Returns what to throw for a failure while a backup was read: a refusal if the backup is damaged. */
    static RuntimeException refused(PortException e) {
        return e.kind() == PortException.Kind.CORRUPT && e.part() == PortException.Part.STORAGE
                ? new Refusal(ProblemType.BAD_BACKUP, String.valueOf(e.getMessage()))
                : e;
    }

    private byte @Nullable [] bytes(String key) {
        try (InputStream in = objects.read(key, 0)) {
            byte[] bytes = in.readNBytes(MOST_MANIFEST_BYTES + 1);
            if (bytes.length > MOST_MANIFEST_BYTES) {
                throw new PortException(
                        PortException.Part.STORAGE, PortException.Kind.CORRUPT, "the manifest is too large", null);
            }
            return bytes;
        } catch (PortException e) {
            if (e.kind() == PortException.Kind.MISSING) {
                return null;
            }
            throw e;
        } catch (IOException e) {
            throw new PortException(
                    PortException.Part.STORAGE, PortException.Kind.UNAVAILABLE, "the storage cannot be read", e);
        }
    }

    /**
     * Deletes a backup, its manifest first; returns whether there was one.
     *
     * @throws Refusal {@code busy} if this process does something else with it
     */
    public boolean delete(String id) {
        Acting.on(id);
        if (!isId(id)) {
            return false;
        }
        begin(id, Work.DELETING);
        try {
            boolean deleted = objects.delete(key(id, MANIFEST));
            if (deleted) {
                deleteFiles(id);
            }
            return (failures.remove(id) != null) | deleted;
        } finally {
            end(id);
        }
    }

    /** Deletes what is in a folder, the manifest first: without one, what is left is no backup. */
    void deleteFiles(String id) {
        objects.delete(key(id, MANIFEST));
        for (ObjectStore.Listed object : objects.list(FOLDER + id + "/").toList()) {
            objects.delete(object.key());
        }
    }

    /** What is done with a backup. */
    public enum Work {
        MAKING("made"),
        VERIFYING("verified"),
        RESTORING("restored"),
        DRILLING("drilled"),
        DELETING("deleted");

        private final String word;

        Work(String word) {
            this.word = word;
        }
    }

    /**
     * Notes that this process does something with a backup, until {@link #end}.
     *
     * @throws Refusal {@code busy} if it does something with it already
     */
    public void begin(String id, Work work) {
        Work other = underWay.putIfAbsent(id, work);
        if (other != null) {
            throw new Refusal(
                    ProblemType.BUSY,
                    "backup '%s' is being %s; try again when that has ended".formatted(id, other.word));
        }
    }

    public void end(String id) {
        underWay.remove(id);
    }

    /** Returns what this process does with a backup now; empty if nothing. */
    public Optional<Work> underWay(String id) {
        return Optional.ofNullable(underWay.get(id));
    }

    /** Notes why a backup could not be made. */
    void failed(String id, Problem why) {
        failures.put(id, why);
    }

    /** Returns why this process could not make a backup; empty if it did not try to, or made it. */
    public Optional<Problem> failure(String id) {
        return Optional.ofNullable(failures.get(id));
    }

    /** Writes the manifest, which makes the backup one. */
    void write(Manifest manifest) {
        write(objects.create(key(manifest.id(), MANIFEST)), format.manifest(manifest));
    }

    /** Records what was found. */
    void record(Backup backup) {
        write(objects.replace(key(backup.manifest().id(), RECORD)), format.record(backup));
    }

    private static void write(ObjectStore.Upload upload, byte[] bytes) {
        try (upload) {
            upload.body().write(bytes);
            upload.commit();
        } catch (IOException e) {
            throw new UncheckedIOException("an object store says itself what failed", e);
        }
    }

    static String key(String id, String file) {
        return FOLDER + id + "/" + file;
    }

    @Override
    public String name() {
        return "unfinished backups";
    }

    @Override
    public int remove(Instant before) {
        int removed = 0;
        for (Map.Entry<String, Instant> folder : folders().entrySet()) {
            String id = folder.getKey();
            if (folder.getValue().isBefore(before)
                    && !underWay.containsKey(id)
                    && objects.find(key(id, MANIFEST)).isEmpty()) {
                deleteFiles(id);
                removed++;
            }
        }
        return removed;
    }
}
