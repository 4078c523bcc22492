package dev.muster.adapters.out.http;

import dev.muster.application.events.DeliverEvents;
import java.util.HashMap;
import java.util.Map;

/** Tells webhooks by requests that are signed. */
public final class WebhookRequests {
    private WebhookRequests() {}

    /** Returns what sends them. What the answers say is not read. */
    public static DeliverEvents.Sender over(GuardedHttp http) {
        return (webhook, id, at, body) -> {
            Map<String, String> headers =
                    new HashMap<>(WebhookSignature.headers(webhook.secret(), id, at.getEpochSecond(), body));
            headers.put("Content-Type", "application/cloudevents+json; charset=utf-8");
            return http.send(HttpCall.post(webhook.url(), headers, body, 0), HttpAnswer::status);
        };
    }
}
