package dev.muster.application.metrics;

import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A storage whose failures are counted. */
final class CountedStorage implements ObjectStore {
    private final ObjectStore objects;
    private final StorageFailures failures;

    CountedStorage(ObjectStore objects, StorageFailures failures) {
        this.objects = objects;
        this.failures = failures;
    }

    private void count(Exception fault) {
        boolean answer = fault instanceof PortException told
                && (told.kind() == PortException.Kind.MISSING || told.kind() == PortException.Kind.CONFLICT);
        if (!answer) {
            failures.add();
        }
    }

    private <T> T ask(Supplier<T> question) {
        try {
            return question.get();
        } catch (PortException e) {
            count(e);
            throw e;
        }
    }

    @Override
    public Upload create(String key) {
        return new CountedUpload(ask(() -> objects.create(key)));
    }

    @Override
    public Upload replace(String key) {
        return new CountedUpload(ask(() -> objects.replace(key)));
    }

    @Override
    public InputStream read(String key, long from) {
        return new CountedInput(ask(() -> objects.read(key, from)));
    }

    @Override
    public Optional<Listed> find(String key) {
        return ask(() -> objects.find(key));
    }

    @Override
    public List<Listed> list(String prefix, @Nullable String after, int limit) {
        return ask(() -> objects.list(prefix, after, limit));
    }

    @Override
    public boolean delete(String key) {
        return ask(() -> objects.delete(key));
    }

    private final class CountedUpload implements Upload {
        private final Upload upload;
        private final OutputStream body;

        CountedUpload(Upload upload) {
            this.upload = upload;
            this.body = new CountedOutput(upload.body());
        }

        @Override
        public OutputStream body() {
            return body;
        }

        @Override
        public void commit() throws IOException {
            try {
                upload.commit();
            } catch (IOException | PortException e) {
                count(e);
                throw e;
            }
        }

        @Override
        public void close() {
            upload.close();
        }
    }

    private final class CountedInput extends FilterInputStream {
        CountedInput(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            try {
                return super.read();
            } catch (IOException | PortException e) {
                count(e);
                throw e;
            }
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                return super.read(bytes, offset, length);
            } catch (IOException | PortException e) {
                count(e);
                throw e;
            }
        }
    }

    private final class CountedOutput extends FilterOutputStream {
        CountedOutput(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int octet) throws IOException {
            try {
                out.write(octet);
            } catch (IOException | PortException e) {
                count(e);
                throw e;
            }
        }

        /** As a whole: what this extends would write each byte by itself. */
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException | PortException e) {
                count(e);
                throw e;
            }
        }
    }
}
