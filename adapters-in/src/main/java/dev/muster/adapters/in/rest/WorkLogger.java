package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.rest.http.FaultHandler;
import dev.muster.application.port.PortException;
import dev.muster.application.tracing.Traced;
import dev.muster.application.work.Housekeeping;
import dev.muster.application.work.WorkLog;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.RunId;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Writes down what happens in the service while nobody waits for it. */
public final class WorkLogger implements WorkLog {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    @Override
    public void done(String what) {
        LOG.info(what);
    }

    @Override
    public void wrong(String what) {
        LOG.warn(what);
    }

    @Override
    public void givenUp(String what) {
        LOG.error(what);
    }

    @Override
    public void failed(String what, Throwable fault) {
        if (fault instanceof PortException outside) {
            LOG.warn("{} for now: {}", what, outside.getMessage());
        } else {
            LOG.error("{}: unexpected {}", what, FaultHandler.brief(fault));
            LOG.debug("{}", what, FaultHandler.withoutMessages(fault));
        }
    }

    /** Lines of it have the run, and the trace that is under way now. */
    @Override
    public <T> Supplier<T> about(RunId run, Supplier<T> work) {
        String ofRequest = MDC.get(LogField.TRACE_ID);
        String trace = ofRequest == null ? Traced.current().traceId() : ofRequest;
        return () -> {
            try (MDC.MDCCloseable ofRun = MDC.putCloseable(LogField.RUN, run.toString());
                    MDC.MDCCloseable ofTrace = trace == null ? null : MDC.putCloseable(LogField.TRACE_ID, trace)) {
                return work.get();
            }
        };
    }

    @Override
    public Problem broken(String what, Throwable fault) {
        return FaultHandler.of(fault, what);
    }
}
