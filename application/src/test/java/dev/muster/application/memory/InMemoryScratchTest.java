package dev.muster.application.memory;

import dev.muster.application.contract.ScratchContract;
import dev.muster.application.port.Scratch;

class InMemoryScratchTest extends ScratchContract {
    @Override
    protected Scratch.Space space() {
        return InMemoryScratch::new;
    }
}
