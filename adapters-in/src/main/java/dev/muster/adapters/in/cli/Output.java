package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Screen;
import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.domain.dataset.AsciiCase;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** In which format a result is given and where it goes: to standard output, or to a file if one is named. */
final class Output {
    static final String JSON = "json";

    private static final String GZIP = ".gz";
    private static final int BUFFER = 1 << 16;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description =
                    "Write to this file instead of standard output. Without --format, the ending of its name tells the format;"
                            + " .gz at its end compresses.")
    private @Nullable String file;

    @Option(names = "--json", description = "The same as --format json.")
    private boolean json;

    /** Writes a result. */
    interface Writing {
        void to(OutputStream out) throws IOException;
    }

    /** Writes a result for people, in lines of at most {@code room} characters where that can be. */
    interface Drawing {
        void to(PrintWriter out, int room);
    }

    /**
     * The format to use.
     *
     * @param given what {@code --format} says; null if it is left out
     * @param formats the formats there are; the first one is used where nothing tells another
     * @throws CommandFailed if there is no such format, or the ending of the file's name, without {@code given}, is that of none
     */
    String format(@Nullable String given, List<String> formats) {
        String name = json ? JSON : given;
        if (name != null) {
            if (!formats.contains(name)) {
                throw CommandFailed.usage(
                        "--format must be one of %s, not '%s'".formatted(String.join(", ", formats), name));
            }
            return name;
        }
        String ending = ending();
        if (ending != null && !formats.contains(ending)) {
            throw CommandFailed.usage(
                    "the ending of '%s' names no format; there are %s, each also with .gz behind, and --format goes before it"
                            .formatted(file, String.join(", ", formats)));
        }
        return ending == null ? formats.getFirst() : ending;
    }

    /** What stands behind the last dot of the file's name, but for a {@code .gz} that has more before it; null if there is none. */
    private @Nullable String ending() {
        String name = fileName();
        int end = isCompressed() && name.indexOf('.') < name.length() - GZIP.length()
                ? name.length() - GZIP.length()
                : name.length();
        int dot = name.lastIndexOf('.', end - 1);
        return dot < 0 ? null : name.substring(dot + 1, end);
    }

    private boolean isCompressed() {
        return fileName().endsWith(GZIP);
    }

    private String fileName() {
        return file == null
                ? ""
                : AsciiCase.lower(String.valueOf(Paths.read(file).getFileName()));
    }

    /** The format to use, by the words for constants. */
    <E extends Enum<E>> E format(@Nullable String given, E[] formats) {
        List<String> names = Arrays.stream(formats).map(Words::of).toList();
        return formats[names.indexOf(format(given, names))];
    }

    /** Writes a result for people. */
    void draw(Terminal terminal, Drawing result) throws IOException {
        int room = file == null ? terminal.screen().room() : Screen.UNLIMITED;
        write(terminal, out -> {
            PrintWriter text = new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
            result.to(text, room);
            text.flush();
        });
    }

    /**
     * Writes a result of some media type.
     *
     * @throws CommandFailed if it is no text and would get on the screen
     */
    void write(Terminal terminal, String mediaType, Writing result) throws IOException {
        if (file == null && terminal.screen().results() && !isText(mediaType)) {
            throw CommandFailed.usage(
                    "this format is nothing for a screen: name a file with --output, or send it through a pipe");
        }
        write(terminal, result);
    }

    private void write(Terminal terminal, Writing result) throws IOException {
        if (file == null) {
            result.to(terminal.outBytes());
            return;
        }
        try {
            write(Paths.read(file), isCompressed() ? out -> compress(result, out) : result);
        } catch (IOException e) {
            throw CommandFailed.failure("%s cannot be written: %s".formatted(file, reason(e)));
        }
    }

    /** Under another name until it is whole: a file that is there is a result. What is no file, a pipe say, has no such name. */
    private static void write(Path target, Writing result) throws IOException {
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            writeTo(target, result);
            return;
        }
        Path real = Files.exists(target) ? target.toRealPath() : target;
        // Another command may write the same result at the same time.
        Path part = real.resolveSibling("%s.%s.part".formatted(real.getFileName(), UUID.randomUUID()));
        // Also if the command is interrupted.
        part.toFile().deleteOnExit();
        try {
            writeTo(part, result);
            Files.move(part, real, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void compress(Writing result, OutputStream out) throws IOException {
        GZIPOutputStream gzip = new GZIPOutputStream(out, BUFFER);
        result.to(gzip);
        gzip.finish();
    }

    private static void writeTo(Path path, Writing result) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path))) {
            result.to(out);
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> "its folder is not there";
            case AccessDeniedException denied -> "that is not allowed";
            case FileSystemException failed when failed.getReason() != null -> failed.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }

    private static boolean isText(String mediaType) {
        return mediaType.startsWith("text/") || mediaType.endsWith("json") || mediaType.endsWith("+xml");
    }
}
