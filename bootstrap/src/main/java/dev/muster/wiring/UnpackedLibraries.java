package dev.muster.wiring;

import dev.muster.adapters.out.disk.PrivateFiles;
import dev.muster.adapters.out.sqlite.Sqlite;
import dev.muster.application.port.Leftovers;
import dev.muster.settings.InvalidSetting;
import dev.muster.settings.Setting;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The native parts of SQLite, Zstandard and Snappy, of which each process unpacks a copy of its own into a temporary folder, to
 * delete it at its end. A process needs its copy only until it has loaded it.
 */
final class UnpackedLibraries implements Leftovers {
    private static final String ID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    /** Their names, by the property that gives each library another folder. */
    private static final Map<String, Pattern> NAMES = Map.of(
            "org.sqlite.tmpdir", Pattern.compile("sqlite-[0-9.]+-" + ID + "-(lib)?sqlitejdbc\\.[a-z]+(\\.lck)?"),
            "ZstdTempFolder", Pattern.compile("libzstd-jni-[0-9.]+-[0-9]+\\.[a-z]+"),
            "org.xerial.snappy.tempdir", Pattern.compile("snappy-[0-9.]+-" + ID + "-(lib)?snappyjava\\.[a-z]+"));

    /**
     * Makes sure that libraries can be run from where they are unpacked: below {@code dataDir}, if not from the folder for
     * temporary files, which may be mounted with {@code noexec}, or may not be written to.
     *
     * @throws InvalidSetting if they cannot be run from there, either
     */
    static void prepare(Path dataDir) {
        if (Sqlite.loadLibrary()) {
            return;
        }
        Path folder = dataDir.resolve("libraries");
        try {
            PrivateFiles.makeFolder(folder);
        } catch (IOException e) {
            // Then no library can be written there, either.
        }
        NAMES.keySet().forEach(property -> System.setProperty(property, folder.toString()));
        if (!Sqlite.loadLibrary()) {
            throw new InvalidSetting(
                    Setting.DATA_DIR.variable(),
                    "libraries can be run neither from '%s', the folder for temporary files, nor from '%s': one of them must let files be written and run"
                            .formatted(System.getProperty("java.io.tmpdir"), folder));
        }
    }

    @Override
    public String name() {
        return "unpacked libraries";
    }

    @Override
    public int remove(Instant before) {
        int removed = 0;
        for (Map.Entry<String, Pattern> library : NAMES.entrySet()) {
            String folder = System.getProperty(library.getKey(), System.getProperty("java.io.tmpdir", "."));
            removed += remove(Path.of(folder), library.getValue(), before);
        }
        return removed;
    }

    private static int remove(Path folder, Pattern names, Instant before) {
        int removed = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                folder,
                file -> names.matcher(String.valueOf(file.getFileName())).matches())) {
            for (Path file : files) {
                removed += isLeft(file, before) ? 1 : 0;
            }
        } catch (IOException | DirectoryIteratorException e) {
            // A folder that cannot be read holds none of ours.
        }
        return removed;
    }

    /** Whether a file was old, and could be removed. */
    private static boolean isLeft(Path file, Instant before) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return attributes.isRegularFile()
                    && attributes.lastModifiedTime().toInstant().isBefore(before)
                    && Files.deleteIfExists(file);
        } catch (FileSystemException e) {
            // Another user's, or one in use where a system keeps files from being removed then.
            return false;
        }
    }
}
