package dev.muster.adapters.out.disk;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Makes files and folders that only their owner may use, from their first moment on. Existing ones stay as they are,
 * because an operator may have chosen that. If a file system has no such permissions, they get its usual ones.
 */
public final class PrivateFiles {
    private PrivateFiles() {}

    /** Makes a folder and its parents, unless they exist. */
    public static void makeFolder(Path folder) throws IOException {
        Files.createDirectories(folder, permissions(folder, "rwx------"));
    }

    /** Makes an empty file unless there is one. Its folder must exist. */
    public static void makeFile(Path file) throws IOException {
        try {
            Files.createFile(file, permissions(file, "rw-------"));
        } catch (FileAlreadyExistsException e) {
            // It stays as it is.
        }
    }

    /** Returns the attributes for a new file at {@code path}. */
    public static FileAttribute<?>[] ofFile(Path path) {
        return permissions(path, "rw-------");
    }

    private static FileAttribute<?>[] permissions(Path path, String permissions) {
        FileSystem system = path.getFileSystem();
        return system.supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
