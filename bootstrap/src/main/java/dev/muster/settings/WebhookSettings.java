package dev.muster.settings;

import dev.muster.application.egress.DestinationPolicy;
import dev.muster.application.events.EventType;
import dev.muster.application.events.Webhook;
import dev.muster.domain.dataset.AsciiCase;
import dev.muster.settings.SettingsParser.Unfit;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads who is told of events by requests. What is secret is in no message. */
final class WebhookSettings {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
    private static final String URL = "url";
    private static final String SECRET = "secret";
    private static final String TYPES = "types";
    private static final String SECRET_PREFIX = "whsec_";
    private static final int SHORTEST_SECRET = 24;
    private static final int LONGEST_SECRET = 64;
    private static final int HTTP_PORT = 80;

    private WebhookSettings() {}

    /** @throws InvalidSetting if something is not what it must be */
    static List<Webhook> read(FreeKeys section, DestinationPolicy policy) {
        List<Webhook> webhooks = new ArrayList<>();
        for (String name : section.names()) {
            if (!NAME.matcher(name).matches()) {
                throw section.fault(
                        name, "the name of a webhook has at most 63 small letters, digits, hyphens and underscores");
            }
            FreeKeys webhook = section.below(name);
            webhook.allow(URL, SECRET, TYPES);
            webhooks.add(new Webhook(
                    name,
                    webhook.required(URL, text -> url(text, policy)),
                    webhook.required(SECRET, WebhookSettings::secret),
                    types(webhook)));
        }
        return webhooks;
    }

    private static URI url(String text, DestinationPolicy policy) {
        URI url = parsed(text);
        if (url == null || url.getHost() == null || url.getRawUserInfo() != null || url.getRawFragment() != null) {
            throw new Unfit("must be of the form https://host/path, without user, password and fragment");
        }
        String scheme = AsciiCase.lower(String.valueOf(url.getScheme()));
        int port = url.getPort() < 0 ? HTTP_PORT : url.getPort();
        if (scheme.equals("http") && policy.isAllowedByName(url.getHost(), port) || scheme.equals("https")) {
            return url;
        }
        throw new Unfit(
                scheme.equals("http")
                        ? "must begin with https://; http:// is for hosts that MUSTER_ALLOWED_DESTINATIONS names"
                        : "must begin with https://");
    }

    private static @Nullable URI parsed(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static byte[] secret(String text) {
        if (text.startsWith(SECRET_PREFIX)) {
            try {
                byte[] secret = Base64.getDecoder().decode(text.substring(SECRET_PREFIX.length()));
                if (secret.length >= SHORTEST_SECRET && secret.length <= LONGEST_SECRET) {
                    return secret;
                }
            } catch (IllegalArgumentException e) {
                // Said below.
            }
        }
        throw new Unfit("must be %s and, in Base64, from %s to %s random bytes"
                .formatted(SECRET_PREFIX, SHORTEST_SECRET, LONGEST_SECRET));
    }

    private static Set<EventType> types(FreeKeys webhook) {
        if (webhook.names().contains(TYPES)) {
            return webhook.required(TYPES, WebhookSettings::types);
        }
        return EnumSet.allOf(EventType.class);
    }

    private static Set<EventType> types(String text) {
        return Stream.of(text.split(","))
                .map(String::strip)
                .map(code -> EventType.of(code)
                        .orElseThrow(() -> new Unfit(
                                code,
                                "one of "
                                        + Stream.of(EventType.values())
                                                .map(EventType::code)
                                                .collect(Collectors.joining(", ")))))
                .collect(Collectors.toSet());
    }
}
