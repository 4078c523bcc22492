package dev.muster.application.memory;

import dev.muster.application.contract.ObjectStoreContract;
import dev.muster.application.port.ObjectStore;

class InMemoryObjectStoreTest extends ObjectStoreContract {
    @Override
    protected ObjectStore emptyStore() {
        return new InMemoryObjectStore();
    }
}
