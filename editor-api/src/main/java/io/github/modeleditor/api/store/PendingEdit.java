package io.github.modeleditor.api.store;

import java.time.Instant;

/**
 * An append that was begun and not finished, of which a checkpoint is there. Appending the same facts again goes on from it; appending
 * anything else gives it up.
 *
 * @param author who appends
 * @param reason why
 * @param facts how many facts the set has
 * @param saved when the last checkpoint was kept
 */
public record PendingEdit(String author, String reason, int facts, Instant saved) {}
