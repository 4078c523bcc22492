package dev.muster.adapters.out.formats.write;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** An output stream that stays open when it is closed, for libraries that close what their caller still needs. */
final class OpenOutputStream extends FilterOutputStream {

    OpenOutputStream(OutputStream out) {
        super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        // The inherited method writes byte by byte.
        out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
        flush();
    }
}
