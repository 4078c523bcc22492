package dev.muster.wiring;

import dev.muster.adapters.in.kafka.KafkaConsumers;
import dev.muster.adapters.out.kafka.Kafka;
import dev.muster.application.ingest.IngestMessages;
import dev.muster.application.port.Database;
import dev.muster.application.port.IdSource;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.RecordDecoder;
import dev.muster.application.port.Tracing;
import dev.muster.application.streams.ConsumeStreams;
import dev.muster.application.streams.EndStreamRuns;
import dev.muster.application.streams.HeldUp;
import dev.muster.application.streams.StreamSettings;
import dev.muster.application.streams.Streams;
import dev.muster.application.work.WorkLog;
import dev.muster.domain.dataset.Catalog;
import dev.muster.settings.Settings;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** What is read from Kafka, and by what. */
@Factory
final class KafkaFactory {

    /** The properties of Kafka's clients. */
    static Map<String, Object> properties(Settings.Kafka kafka) {
        Map<String, Object> properties = new HashMap<>(kafka.properties());
        properties.put("bootstrap.servers", String.join(",", kafka.bootstrapServers()));
        return properties;
    }

    @Singleton
    StreamSettings streamSettings(Settings.Kafka kafka) {
        return kafka.on() ? new StreamSettings(true, kafka.topics(), kafka.mode()) : StreamSettings.OFF;
    }

    @Bean(preDestroy = "close")
    @Singleton
    Kafka.Topics topics(Settings.Kafka kafka) {
        return kafka.on() ? Kafka.topics(properties(kafka)) : Kafka.none();
    }

    @Singleton
    HeldUp heldUp() {
        return new HeldUp();
    }

    @Singleton
    Streams streams(
            StreamSettings settings,
            Database database,
            Kafka.Topics topics,
            HeldUp heldUp,
            IdSource ids,
            InstantSource clock) {
        return new Streams(settings, database, topics, heldUp, ids, clock);
    }

    @Singleton
    EndStreamRuns endStreamRuns(StreamSettings settings, Database database, InstantSource clock) {
        return new EndStreamRuns(settings, database, clock);
    }

    @Bean(preDestroy = "close")
    @Singleton
    KafkaConsumers consumers(
            Settings.Kafka kafka,
            StreamSettings settings,
            Catalog catalog,
            Database database,
            ObjectStore objects,
            RecordDecoder decoder,
            Kafka.Topics topics,
            HeldUp heldUp,
            IdSource ids,
            InstantSource clock,
            WorkLog log,
            Tracing tracing) {
        IngestMessages ingest = new IngestMessages(catalog, database, objects, decoder, clock, ids, settings.mode());
        return new KafkaConsumers(
                new ConsumeStreams(settings, ingest, database, topics, heldUp, ids, clock, tracing),
                properties(kafka),
                log);
    }
}
