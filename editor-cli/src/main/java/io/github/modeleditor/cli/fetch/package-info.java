/**
 * Downloads of published models, by the protocol of the Hugging Face Hub. {@link io.github.modeleditor.cli.fetch.ModelFetch} strings it
 * together: {@code HubRepository} knows the addresses, {@code HubListing} what there is, {@link
 * io.github.modeleditor.cli.fetch.WeightsFormat} and {@code ModelFiles} which of it a model needs, and {@code Download} brings one file,
 * in as many pieces as it takes, and holds it against its {@code FileHash}.
 *
 * <p>{@code HubConnection} is all of HTTP: it follows redirects itself, so that a token goes to the hub and to nobody else. {@code
 * Attempts} tries again, after a {@link io.github.modeleditor.cli.fetch.Pause}. What a hub says is not believed: names lie in the
 * folder, sizes fit on the disk, and nobody sends more than was announced.
 */
@NullMarked
package io.github.modeleditor.cli.fetch;

import org.jspecify.annotations.NullMarked;
