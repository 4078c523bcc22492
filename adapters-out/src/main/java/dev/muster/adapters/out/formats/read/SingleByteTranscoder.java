package dev.muster.adapters.out.formats.read;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;

/** Transcodes a character set whose characters are one byte each. */
final class SingleByteTranscoder extends Transcoder {
    private final int[] codePoints = new int[256];

    SingleByteTranscoder(InputStream input, Charset charset) {
        super(input);
        for (int i = 0; i < codePoints.length; i++) {
            codePoints[i] = codePoint(charset, (byte) i);
        }
    }

    private static int codePoint(Charset charset, byte b) {
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(new byte[] {b})).get();
        } catch (CharacterCodingException e) {
            return Wtf8.ofNoText(b);
        }
    }

    @Override
    int transcode(byte[] from, int length, boolean last) {
        for (int i = 0; i < length; i++) {
            put(codePoints[from[i] & 0xFF]);
        }
        return length;
    }
}
