package dev.muster.application.ingest;

import dev.muster.application.Refusal;
import dev.muster.domain.dataset.AsciiCase;
import dev.muster.domain.run.LoadOptions.Format;
import dev.muster.domain.run.ProblemType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The first bytes of an input, decompressed if it was sent as gzip. They tell what it is, whatever it was said to be.
 * Thread safe.
 */
public final class FirstBytes {
    /** So many bytes suffice, if there are as many. */
    public static final int ENOUGH = 4 << 10;

    private static final String NOTHING = "\0 \t\r\n";
    private static final int LONGEST_START = 16;

    /** As text, a character for each byte. */
    private final String text;

    /** The text, in lower case, without byte order mark, the zeros of UTF-16, and white space before it. */
    private final String start;

    /** @param length how many of {@code bytes} there are, from the first on */
    public FirstBytes(byte[] bytes, int length) {
        this.text = new String(bytes, 0, Math.min(length, ENOUGH), StandardCharsets.ISO_8859_1);
        int first = text.startsWith("\u00ef\u00bb\u00bf") ? 3 : nameUtf16() ? 2 : 0;
        while (first < text.length() && NOTHING.indexOf(text.charAt(first)) >= 0) {
            first++;
        }
        this.start = AsciiCase.lower(text.substring(first, Math.min(text.length(), first + LONGEST_START)));
    }

    /** What inputs turn out to be that hold no records of the formats that are read, and what their senders can do. */
    private enum Other {
        GZIP(
                "gzip data",
                "give its file a name that ends in .gz, or send it with the header Content-Encoding: gzip",
                "\u001f\u008b\b"),
        OPEN_DOCUMENT("an OpenDocument file", "save it as XLSX, or as CSV in UTF-8, and send that", "pk\3\4"),
        WORKBOOK(
                "a workbook",
                "send it under a name that ends in .xlsx, with the content type %s, or as format=xlsx"
                        .formatted(FileKind.XLSX_TYPE),
                "pk\3\4"),
        OLD_DOCUMENT(
                "a document of an old Office program, or one with a password",
                "save it as XLSX without a password, or as CSV in UTF-8, and send that",
                "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1"),
        ZIP("a zip archive", "unpack it and send the files in it", "pk\3\4", "pk\5\6"),
        PDF("a PDF document", "send the data that it was made from as CSV, JSON or NDJSON", "%pdf-"),
        HTML(
                "an HTML page",
                "it may tell why the file was not to be had; send the data as CSV, JSON or NDJSON",
                "<!doctype html",
                "<html",
                "<head",
                "<table"),
        XML("an XML document", "send the data as CSV, JSON or NDJSON", "<?xml");

        private final String what;
        private final String remedy;
        private final String[] starts;

        Other(String what, String remedy, String... starts) {
            this.what = what;
            this.remedy = remedy;
            this.starts = starts;
        }

        boolean fits(FirstBytes bytes) {
            return Stream.of(starts).anyMatch(bytes.start::startsWith)
                    && (this != WORKBOOK || bytes.nameAny("[Content_Types].xml", "_rels/.rels", "xl/"))
                    && (this != OPEN_DOCUMENT || bytes.nameAny("opendocument."));
        }
    }

    /**
     * Looks whether the input can be what it was sent as.
     *
     * @param gzip whether these bytes were decompressed
     * @throws Refusal {@code unsupported-media-type} if it is something else; says what, and how to send it
     */
    void refuseIfOther(Format sentAs, boolean gzip) {
        Optional<Other> other =
                Stream.of(Other.values()).filter(one -> one.fits(this)).findFirst();
        String input = gzip ? "decompressed input" : "input";
        boolean maybeWorkbook =
                text.isEmpty() || start.startsWith("pk\3\4") && !other.equals(Optional.of(Other.OPEN_DOCUMENT));
        if (sentAs == Format.XLSX && maybeWorkbook) {
            // Whoever reads the archive finds out what is in it.
            return;
        }
        if (other.isPresent()) {
            String remedy = gzip && other.get() == Other.GZIP ? "decompress it once" : other.get().remedy;
            throw new Refusal(
                    ProblemType.UNSUPPORTED_MEDIA_TYPE,
                    "the %s is %s, not %s: %s".formatted(input, other.get().what, name(sentAs), remedy));
        }
        if (sentAs == Format.XLSX) {
            throw new Refusal(
                    ProblemType.UNSUPPORTED_MEDIA_TYPE,
                    "the %s is no workbook of the format XLSX: if it is text, send it as what it is, such as text/csv"
                            .formatted(input));
        }
    }

    private static String name(Format format) {
        return switch (format) {
            case CSV, NDJSON, JSON, XLSX -> format.name().toUpperCase(Locale.ROOT);
            case JSON_BATCH, MESSAGES -> "JSON";
        };
    }

    /** Returns whether the input begins with a byte order mark of UTF-16. */
    final boolean nameUtf16() {
        return text.startsWith("\u00ff\u00fe") || text.startsWith("\u00fe\u00ff");
    }

    /** Returns whether the input begins with gzip data. */
    public boolean areGzip() {
        return Other.GZIP.fits(this);
    }

    /** Returns the first bytes of what these, which are gzip data, were made of: as many as they tell. */
    public FirstBytes decompressed() {
        byte[] plain = new byte[ENOUGH];
        int size = 0;
        try (GzipMembers members =
                new GzipMembers(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)))) {
            for (int n; size < ENOUGH && (n = members.read(plain, size, ENOUGH - size)) > 0; ) {
                size += n;
            }
        } catch (IOException e) {
            // It goes on behind these bytes, or is damaged: whoever reads all of it finds out.
        }
        return new FirstBytes(plain, size);
    }

    /** Returns whether the input begins as a workbook does. */
    public boolean areWorkbook() {
        return Other.WORKBOOK.fits(this) && !Other.OPEN_DOCUMENT.fits(this);
    }

    /** Returns whether the input begins as JSON does whose records are objects, in UTF-8 or UTF-16. */
    public boolean areJson() {
        return start.startsWith("{") || start.startsWith("[");
    }

    private boolean nameAny(String... parts) {
        return Stream.of(parts).anyMatch(text::contains);
    }
}
