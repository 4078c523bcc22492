package dev.muster.adapters.out.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.muster.application.port.Downloads;
import dev.muster.application.port.PortException;
import dev.muster.application.port.PortException.Kind;
import dev.muster.application.port.PortException.Part;
import dev.muster.domain.dataset.AsciiCase;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Downloads by HTTP, from where the client may go. */
final class HttpDownloads implements Downloads {
    private static final int OK = 200;
    private static final JsonFactory JSON = new JsonFactory();

    private final GuardedHttp http;

    HttpDownloads(GuardedHttp http) {
        this.http = http;
    }

    @Override
    public void require(URI address) {
        http.require(address);
    }

    @Override
    public Answer<Long> getArray(URI address, long maxBytes, OutputStream out) {
        return get(address, "application/json", maxBytes, (type, bytes) -> {
            if (type != null && AsciiCase.lower(type).contains("html")) {
                throw wrong(address, "answers with a page of HTML, not with JSON", null);
            }
            return array(address, bytes, out);
        });
    }

    @Override
    public <T> Answer<T> getFile(URI address, long maxBytes, Function<Body, T> reader) {
        return get(address, "*/*", maxBytes, (type, bytes) -> reader.apply(new Body(type, bytes)));
    }

    private interface Reading<T> {
        T read(@Nullable String contentType, InputStream bytes);
    }

    private <T> Answer<T> get(URI address, String accept, long maxBytes, Reading<T> reading) {
        return http.send(
                HttpCall.get(address, Map.of("Accept", accept, "Accept-Encoding", "identity"), maxBytes), answer -> {
                    if (answer.status() != OK) {
                        return new Answer.Denied<>(
                                answer.status(), answer.header("Retry-After").orElse(null));
                    }
                    if (answer.header("Content-Encoding")
                            .filter(coding -> !AsciiCase.lower(coding).equals("identity"))
                            .isPresent()) {
                        throw wrong(address, "answers compressed, which was not asked for", null);
                    }
                    return new Answer.Given<>(
                            reading.read(answer.header("Content-Type").orElse(null), answer.body()));
                });
    }

    /** Copies the body while it is parsed to its end, so that what is kept is whole. */
    private static long array(URI address, InputStream bytes, OutputStream out) {
        Copying copied = new Copying(bytes, out);
        // Other encodings than UTF-8 are no JSON (RFC 8259, 8.1).
        try (JsonParser parser = JSON.createParser(new InputStreamReader(
                copied,
                UTF_8.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)))) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw wrong(address, "answers with what is no JSON array", null);
            }
            parser.skipChildren();
            if (parser.currentToken() != JsonToken.END_ARRAY || parser.nextToken() != null) {
                throw wrong(address, "answers with more or less than a JSON array", null);
            }
            return copied.count;
        } catch (JsonParseException | StreamConstraintsException | CharacterCodingException e) {
            throw wrong(address, "answers with what is no JSON", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PortException wrong(URI address, String fault, @Nullable Throwable cause) {
        return new PortException(Part.UPSTREAM, Kind.FAULT, "%s %s".formatted(address.getHost(), fault), cause);
    }

    /** Writes what is read to another place, too. */
    private static final class Copying extends FilterInputStream {
        private final OutputStream out;
        private long count;

        Copying(InputStream in, OutputStream out) {
            super(in);
            this.out = out;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = in.read(buffer, offset, length);
            if (n > 0) {
                out.write(buffer, offset, n);
                count += n;
            }
            return n;
        }
    }
}
