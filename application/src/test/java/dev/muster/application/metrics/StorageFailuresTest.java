package dev.muster.application.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.application.memory.InMemoryObjectStore;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.PortException.Kind;
import dev.muster.application.port.PortException.Part;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

class StorageFailuresTest {
    private final StorageFailures failures = new StorageFailures();

    @Test
    void countsNoneWhereAllIsWell() throws IOException {
        ObjectStore storage = failures.in(new InMemoryObjectStore());
        put(storage, "a/b");

        try (InputStream in = storage.read("a/b", 1)) {
            assertThat(in.readAllBytes()).asString().isEqualTo("23");
        }
        assertThat(storage.find("a/b")).isPresent();
        assertThat(storage.list("a/")).hasSize(1);
        assertThatThrownBy(() -> storage.read("a/c", 0)).isInstanceOf(PortException.class);
        assertThatThrownBy(() -> put(storage, "a/b")).isInstanceOf(PortException.class);
        assertThat(storage.delete("a/b")).isTrue();
        assertThat(failures.count()).isZero();
    }

    @Test
    void countsEachFailure() {
        PortException away = new PortException(Part.STORAGE, Kind.UNAVAILABLE, "the storage does not answer", null);
        ObjectStore storage = failures.in(Mockito.mock(ObjectStore.class, call -> {
            throw away;
        }));

        assertThatThrownBy(() -> storage.read("a/b", 0)).isSameAs(away);
        assertThatThrownBy(() -> storage.create("a/b")).isSameAs(away);
        assertThatThrownBy(() -> storage.list("a/", null, 1)).isSameAs(away);
        assertThat(failures.count()).isEqualTo(3);
    }

    @Test
    void countsWhatBreaksOff() throws IOException {
        ObjectStore breaking = Mockito.mock(ObjectStore.class);
        Mockito.when(breaking.read("a/b", 0)).thenReturn(new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("broken");
            }
        });
        ObjectStore storage = failures.in(breaking);

        try (InputStream in = storage.read("a/b", 0)) {
            assertThatThrownBy(() -> in.read()).isInstanceOf(IOException.class);
        }
        assertThat(failures.count()).isEqualTo(1);
    }

    private static void put(ObjectStore storage, String key) throws IOException {
        try (ObjectStore.Upload upload = storage.create(key)) {
            OutputStream body = upload.body();
            body.write('1');
            body.write(new byte[] {'2', '3'});
            upload.commit();
        }
    }
}
