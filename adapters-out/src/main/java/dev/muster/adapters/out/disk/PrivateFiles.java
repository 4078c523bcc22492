package dev.muster.adapters.out.disk;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Makes files and folders that only their owner may use, from their first moment on. What is there already stays as it is:
 * whoever runs the program may have chosen that. Where a file system has no such permissions, theirs are the usual ones.
 */
public final class PrivateFiles {
    private PrivateFiles() {}

    /** Makes a folder, and those that it lies in, unless they are there. */
    public static void makeFolder(Path folder) throws IOException {
        Files.createDirectories(folder, permissions(folder, "rwx------"));
    }

    /** Makes an empty file unless there is one; the folder has to be there. */
    public static void makeFile(Path file) throws IOException {
        try {
            Files.createFile(file, permissions(file, "rw-------"));
        } catch (FileAlreadyExistsException e) {
            // It stays as it is.
        }
    }

    /** What to make a new file with at {@code path}. */
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
