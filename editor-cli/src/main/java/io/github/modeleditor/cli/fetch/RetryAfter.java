package io.github.modeleditor.cli.fetch;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** How long an answer asks to wait: in seconds, or until a time, as HTTP has both. */
final class RetryAfter {
    private RetryAfter() {}

    /** The time that is left by this answer's own clock; zero where it does not say. */
    static Duration of(HttpHeaders headers) {
        String text = headers.firstValue("Retry-After").orElse("").strip();
        try {
            if (text.matches("\\d{1,9}")) {
                return Duration.ofSeconds(Long.parseLong(text));
            }
            Instant then = time(text);
            Instant now = headers.firstValue("Date").map(RetryAfter::time).orElseGet(Instant::now);
            return then.isAfter(now) ? Duration.between(now, then) : Duration.ZERO;
        } catch (DateTimeException noTime) {
            return Duration.ZERO;
        }
    }

    private static Instant time(String text) {
        return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    }
}
