package dev.muster.adapters.out.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.muster.application.egress.DestinationPolicy;
import dev.muster.application.events.EventType;
import dev.muster.application.events.Webhook;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class WebhookRequestsTest {
    private static final HttpTimeouts PATIENT =
            new HttpTimeouts(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(30));

    /** As the example of the specification is signed. */
    @Test
    void areSignedAndGiveTheStatusBackWhateverItIs() throws IOException {
        List<String> received = new CopyOnWriteArrayList<>();
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            for (String name : List.of("Content-Type", "webhook-id", "webhook-timestamp", "webhook-signature")) {
                received.add(exchange.getRequestHeaders().getFirst(name));
            }
            received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            byte[] answer = "x".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(302, answer.length);
            try (var body = exchange.getResponseBody()) {
                body.write(answer);
            }
        });
        receiver.start();
        int port = receiver.getAddress().getPort();
        try (GuardedHttp http = GuardedHttp.with(DestinationPolicy.allowing(List.of("127.0.0.1:" + port)), PATIENT)) {
            int status = WebhookRequests.over(http)
                    .post(
                            new Webhook(
                                    "hook",
                                    URI.create("http://127.0.0.1:%s/hook".formatted(port)),
                                    Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
                                    Set.of(EventType.RUN_ENDED)),
                            "msg_p5jXN8AQM9LWM0D4loKWxJek",
                            Instant.ofEpochSecond(1_614_265_330),
                            "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8));

            assertThat(status).isEqualTo(302);
            assertThat(received)
                    .containsExactly(
                            "application/cloudevents+json; charset=utf-8",
                            "msg_p5jXN8AQM9LWM0D4loKWxJek",
                            "1614265330",
                            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                            "{\"test\": 2432232314}");
        } finally {
            receiver.stop(0);
        }
    }
}
