package dev.muster.adapters.in.rest.http;

import dev.muster.application.Refusal;
import dev.muster.domain.run.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The file of a form ({@code multipart/form-data}, RFC 7578) with the one field {@code file}, read as it arrives. Its end is
 * told only after the form's: a form that is cut off, or has more fields, is refused as {@code bad-multipart} before that.
 */
public final class FormFile extends InputStream {
    public static final String FIELD = "file";

    private static final int MAX_BOUNDARY = 70;
    private static final int MAX_HEADERS = 8 << 10;
    private static final int MAX_EPILOGUE = 8 << 10;
    private static final int BUFFER = 1 << 16;

    private final InputStream form;
    /** What ends the file: a line end, two hyphens and the boundary. */
    private final byte[] delimiter;

    private final Map<String, String> headers;
    private final byte[] buffer = new byte[BUFFER];
    private int position;
    private int limit;
    /** Index before which all bytes are the file's. */
    private int safe;

    private boolean formEnded;
    private boolean fileEnded;

    private FormFile(InputStream form, String boundary) throws IOException {
        this.form = form;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        passFirstBoundary();
        this.headers = readHeaders();
        this.safe = position;
        String field = parameter("content-disposition", "name");
        if (!FIELD.equals(field)) {
            throw refusal(
                    field == null
                            ? "a part of the form has no name"
                            : "the form has a field '%s'; it takes the field 'file' only, and options come in the query"
                                    .formatted(field));
        }
    }

    /**
     * Reads a form up to the beginning of its file.
     *
     * @param form closed with this
     * @param boundary null if the request names none
     */
    public static FormFile in(InputStream form, @Nullable String boundary) throws IOException {
        if (boundary == null || boundary.isEmpty() || boundary.length() > MAX_BOUNDARY) {
            throw refusal(
                    "the content type of a form names its boundary, of 1 to %s characters".formatted(MAX_BOUNDARY));
        }
        return new FormFile(form, boundary);
    }

    /** The name of the file without folders; null if the form does not tell. */
    @Nullable
    public String name() {
        String given = parameter("content-disposition", "filename");
        String last =
                given == null ? "" : given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
        return last.isEmpty() ? null : last;
    }

    /** The value of one of the file's headers; null if it is absent. */
    @Nullable
    public String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int ready = fileEnded ? 0 : ready();
        if (ready == 0) {
            return -1;
        }
        int n = Math.min(length, ready);
        System.arraycopy(buffer, position, bytes, offset, n);
        position += n;
        return n;
    }

    @Override
    public void close() throws IOException {
        form.close();
    }

    /** Bytes in the buffer that are the file's for sure, at least one; 0 at its end, which then is the form's. */
    private int ready() throws IOException {
        while (position == safe) {
            if (limit - position >= delimiter.length && startsDelimiter(position)) {
                position += delimiter.length;
                passEnd();
                fileEnded = true;
                return 0;
            }
            if (limit - position < delimiter.length && !fill()) {
                throw refusal("the form ends before its last boundary");
            }
            safe = position;
            while (safe < limit && !startsDelimiter(safe)) {
                safe++;
            }
        }
        return safe - position;
    }

    /** Whether the delimiter stands at {@code start}, or what there is so far of it. */
    private boolean startsDelimiter(int start) {
        int end = Math.min(limit, start + delimiter.length);
        return Arrays.equals(buffer, start, end, delimiter, 0, end - start);
    }

    /** Reads more behind what is there; false at the end of the body. */
    private boolean fill() throws IOException {
        if (formEnded) {
            return false;
        }
        System.arraycopy(buffer, position, buffer, 0, limit - position);
        limit -= position;
        position = 0;
        int n = form.read(buffer, limit, buffer.length - limit);
        formEnded = n < 0;
        limit += Math.max(n, 0);
        return !formEnded;
    }

    private int next() throws IOException {
        return position < limit || fill() ? buffer[position++] & 0xFF : -1;
    }

    private void passFirstBoundary() throws IOException {
        for (int i = 2; i < delimiter.length; i++) {
            if (next() != (delimiter[i] & 0xFF)) {
                throw refusal("the form does not begin with the boundary that the content type names");
            }
        }
        requireLineEnd(next());
    }

    private Map<String, String> readHeaders() throws IOException {
        Map<String, String> found = new TreeMap<>();
        int left = MAX_HEADERS;
        for (String line; !(line = readLine(left)).isEmpty(); left -= line.length()) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw refusal("a header of a part of the form has no colon");
            }
            found.put(
                    line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return found;
    }

    private String readLine(int most) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b = next();
        for (; b >= 0 && b != '\r'; b = next()) {
            if (line.size() >= most) {
                throw refusal("the headers of a part of the form have more than %s bytes".formatted(MAX_HEADERS));
            }
            line.write(b);
        }
        requireLineEnd(b);
        return line.toString(StandardCharsets.UTF_8);
    }

    private void requireLineEnd(int b) throws IOException {
        if (b != '\r' || next() != '\n') {
            throw refusal("the form's parts are not separated as they should be");
        }
    }

    /** Makes sure that the boundary behind the file is the last one. */
    private void passEnd() throws IOException {
        int first = next();
        if (first == '-' && next() == '-') {
            // A part that somebody forgot to announce must not get lost as an epilogue.
            for (int passed = 0, b; (b = next()) >= 0; passed++) {
                if (passed == MAX_EPILOGUE || " \t\r\n".indexOf(b) < 0) {
                    throw refusal("there is more after the form's last boundary");
                }
            }
        } else if (first == '\r') {
            throw refusal("the form has more than one field; it takes one file in the field 'file'");
        } else {
            throw refusal("the form ends before its last boundary");
        }
    }

    private @Nullable String parameter(String header, String name) {
        return HeaderParameters.of(headers.getOrDefault(header, "")).get(name);
    }

    private static Refusal refusal(String detail) {
        return new Refusal(new Problem(HttpProblemType.BAD_MULTIPART, detail));
    }
}
