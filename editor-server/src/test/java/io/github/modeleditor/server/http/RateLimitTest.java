package io.github.modeleditor.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    @Test
    void fillsSteadilyAndNoFurtherThanFull() {
        AtomicLong clock = new AtomicLong(7);
        RateLimit limit = new RateLimit(2, clock::get);
        assertThat(limit.take()).isZero();
        assertThat(limit.take()).isZero();
        assertThat(limit.take()).isEqualTo(30);
        clock.addAndGet(TimeUnit.SECONDS.toNanos(20));
        assertThat(limit.take()).isEqualTo(10);
        clock.addAndGet(TimeUnit.SECONDS.toNanos(11));
        assertThat(limit.take()).isZero();
        clock.addAndGet(TimeUnit.DAYS.toNanos(1));
        assertThat(limit.take()).isZero();
        assertThat(limit.take()).isZero();
        assertThat(limit.take()).isPositive();
    }
}
