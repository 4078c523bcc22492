package dev.muster.adapters.out.formats.read;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.codehaus.stax2.XMLInputFactory2;
import org.jspecify.annotations.Nullable;

/**
 * Reads an XML part of a workbook from tag to tag. Elements and attributes are known by their local names, because the
 * transitional and the strict variant of the format differ in the namespaces. What a parser would keep in memory is
 * bounded, whatever the part holds: the bytes of a tag or text, the depth, and the number of different names. Document
 * type definitions are refused, so there are no entities to expand. Not thread safe.
 */
final class XmlPart implements Closeable {
    private static final int MOST_BYTES_AT_ONCE = 4 << 20;
    private static final int MOST_DEPTH = 100;
    private static final int MOST_NAMES = 10_000;

    private final MeteredInput input;
    private final XMLStreamReader reader;
    private final Set<String> names = new HashSet<>();
    private int depth;
    private boolean start;

    XmlPart(InputStream part) throws IOException {
        this.input = new MeteredInput(part);
        // A factory keeps the names of all that it ever read.
        XMLInputFactory factory = new InputFactoryImpl();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        factory.setProperty(XMLInputFactory2.P_LAZY_PARSING, false);
        try {
            this.reader = factory.createXMLStreamReader(input);
        } catch (XMLStreamException e) {
            throw failure(e);
        }
    }

    /** Goes to the next tag. Returns whether there is one. */
    boolean next() throws IOException {
        while (true) {
            switch (event()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    start = true;
                    return true;
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    start = false;
                    return true;
                }
                case XMLStreamConstants.END_DOCUMENT -> {
                    return false;
                }
                default -> {
                    // Text belongs to those that ask for it.
                }
            }
        }
    }

    /** Goes to the next start tag that fits. Returns whether there is one. */
    boolean nextStart(Predicate<String> fitting) throws IOException {
        while (next()) {
            if (start && fitting.test(name())) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether the current tag begins an element. */
    boolean isStart() {
        return start;
    }

    String name() {
        return reader.getLocalName();
    }

    int attributes() {
        return reader.getAttributeCount();
    }

    String attributeName(int index) {
        return reader.getAttributeLocalName(index);
    }

    String attribute(int index) {
        return reader.getAttributeValue(index);
    }

    /** Returns the value of an attribute without a namespace of the current start tag; null if there is none. */
    @Nullable
    String attribute(String name) {
        return reader.getAttributeValue("", name);
    }

    /** Returns the value of an attribute that has a namespace, whichever that is; null if there is none. */
    @Nullable
    String foreignAttribute(String name) {
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            String namespace = reader.getAttributeNamespace(i);
            if (reader.getAttributeLocalName(i).equals(name) && namespace != null && !namespace.isEmpty()) {
                return reader.getAttributeValue(i);
            }
        }
        return null;
    }

    /** Adds the text up to the end of the element that the current start tag begins. */
    void text(CellText text) throws IOException {
        for (int inside = 1; inside > 0; ) {
            switch (event()) {
                case XMLStreamConstants.START_ELEMENT -> inside++;
                case XMLStreamConstants.END_ELEMENT -> inside--;
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                    text.append(reader.getTextCharacters(), reader.getTextStart(), reader.getTextLength());
                default -> {
                    // Comments and processing instructions are no text.
                }
            }
        }
        start = false;
    }

    private int event() throws IOException {
        input.left = MOST_BYTES_AT_ONCE;
        try {
            int event = reader.next();
            switch (event) {
                case XMLStreamConstants.START_ELEMENT -> {
                    depth++;
                    noteNames();
                }
                case XMLStreamConstants.END_ELEMENT -> depth--;
                case XMLStreamConstants.DTD,
                        XMLStreamConstants.ENTITY_REFERENCE,
                        XMLStreamConstants.ENTITY_DECLARATION ->
                    throw UnreadableWorkbook.damaged(
                            "has a document type definition or an entity, which no spreadsheet program writes");
                default -> {
                    // There is nothing to bound.
                }
            }
            return event;
        } catch (XMLStreamException e) {
            throw failure(e);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // What a parser of the highest speed does not foresee.
            throw UnreadableWorkbook.damaged("holds XML that cannot be read");
        }
    }

    private void noteNames() throws IOException {
        names.add(reader.getLocalName());
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            names.add(reader.getAttributeLocalName(i));
        }
        for (int i = 0; i < reader.getNamespaceCount(); i++) {
            names.add(reader.getNamespacePrefix(i) + ':' + reader.getNamespaceURI(i));
        }
        if (depth > MOST_DEPTH || names.size() > MOST_NAMES) {
            throw UnreadableWorkbook.damaged(
                    depth > MOST_DEPTH
                            ? "nests more than %s elements".formatted(MOST_DEPTH)
                            : "has more than %s names of elements and attributes".formatted(MOST_NAMES));
        }
    }

    /** Parsers wrap what the input throws. */
    private static IOException failure(XMLStreamException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException failed) {
                return failed;
            }
        }
        return UnreadableWorkbook.damaged("holds XML that is not well-formed, on line %s of a part"
                .formatted(e.getLocation() == null ? "?" : e.getLocation().getLineNumber()));
    }

    @Override
    public void close() throws IOException {
        input.close();
    }

    /** Ends the reading if the parser wants more bytes for one event than a spreadsheet program ever writes. */
    private static final class MeteredInput extends FilterInputStream {
        private long left = MOST_BYTES_AT_ONCE;

        MeteredInput(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left <= 0) {
                throw UnreadableWorkbook.damaged(
                        "has a text or a tag of more than %s bytes".formatted(MOST_BYTES_AT_ONCE));
            }
            int n = in.read(target, offset, length);
            left -= Math.max(n, 0);
            return n;
        }
    }
}
