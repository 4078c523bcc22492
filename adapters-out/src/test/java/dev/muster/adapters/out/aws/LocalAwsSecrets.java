package dev.muster.adapters.out.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.muster.adapters.out.json.JsonValues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Stands in for AWS Secrets Manager, of which it knows {@code GetSecretValue}; while it is open, the SDK finds it. */
public final class LocalAwsSecrets implements AutoCloseable {
    private static final Pattern ID = Pattern.compile("\"SecretId\":\"([^\"]*)\"");

    private final Properties before = (Properties) System.getProperties().clone();
    private final Map<String, String> secrets = new ConcurrentHashMap<>();
    private final Map<String, String> faults = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final HttpServer server;

    public LocalAwsSecrets() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
        System.setProperty("aws.accessKeyId", "AKIAIOSFODNN7EXAMPLE");
        System.setProperty("aws.secretAccessKey", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
        System.setProperty("aws.region", "eu-west-1");
        System.setProperty(
                "aws.endpointUrlSecretsManager",
                "http://127.0.0.1:%s".formatted(server.getAddress().getPort()));
    }

    /** Puts a text in the place of a secret. */
    public void put(String id, String text) {
        secrets.put(id, text);
    }

    /** From now on the answer for a secret is that it cannot be had. */
    public void refuse(String id, String code) {
        faults.put(id, code);
    }

    /** How many requests there were. */
    public int asked() {
        return asked.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        try (exchange) {
            Matcher id = ID.matcher(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            String signed = exchange.getRequestHeaders().getFirst("Authorization");
            if (!"secretsmanager.GetSecretValue".equals(target)
                    || !id.find()
                    || signed == null
                    || !signed.matches("AWS4-HMAC-SHA256 .*/eu-west-1/secretsmanager/aws4_request.*")) {
                send(exchange, 400, Map.of("__type", "InvalidRequestException"));
            } else if (faults.containsKey(id.group(1))) {
                send(exchange, 400, Map.of("__type", faults.get(id.group(1)), "Message", "not to be told"));
            } else if (!secrets.containsKey(id.group(1))) {
                send(exchange, 400, Map.of("__type", "ResourceNotFoundException"));
            } else {
                Map<String, Object> answer = new HashMap<>(Map.of("Name", id.group(1), "VersionId", "1"));
                answer.put("SecretString", secrets.get(id.group(1)));
                send(exchange, 200, answer);
            }
        }
    }

    private static void send(HttpExchange exchange, int status, Map<String, ?> body) throws IOException {
        byte[] bytes = JsonValues.of(body).getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        System.setProperties(before);
    }
}
