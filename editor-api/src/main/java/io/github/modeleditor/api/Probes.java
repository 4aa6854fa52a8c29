package io.github.modeleditor.api;

import java.util.List;
import java.util.Objects;

/**
 * What a fact is measured by, and never trained on.
 *
 * @param heldOutParaphrases the fact's question in other words: generalization is measured on them
 * @param locality neighbours that should stay as they are: locality is measured on them
 * @param portability what follows from the fact, such as a question that takes one more step or calls the subject by
 *     another name: portability is measured on them
 */
public record Probes(List<String> heldOutParaphrases, List<Probe> locality, List<Probe> portability) {
    private static final Probes NONE = new Probes(List.of(), List.of(), List.of());

    public Probes {
        Objects.requireNonNull(heldOutParaphrases, "heldOutParaphrases");
        Objects.requireNonNull(locality, "locality");
        Objects.requireNonNull(portability, "portability");
        heldOutParaphrases = List.copyOf(heldOutParaphrases);
        locality = List.copyOf(locality);
        portability = List.copyOf(portability);
        heldOutParaphrases.forEach(paraphrase -> Texts.require("held-out paraphrase", paraphrase, paraphrase));
    }

    /**
     * Nothing to measure but the fact itself.
     *
     * @return three empty lists
     */
    public static Probes none() {
        return NONE;
    }

    /**
     * The same with other held-out paraphrases.
     *
     * @param newHeldOutParaphrases the fact's question in other words
     * @return new probes
     */
    public Probes withHeldOutParaphrases(List<String> newHeldOutParaphrases) {
        return new Probes(newHeldOutParaphrases, locality, portability);
    }

    /**
     * The same with other neighbours.
     *
     * @param newLocality neighbours that should stay as they are
     * @return new probes
     */
    public Probes withLocality(List<Probe> newLocality) {
        return new Probes(heldOutParaphrases, newLocality, portability);
    }

    /**
     * The same with other consequences.
     *
     * @param newPortability what follows from the fact
     * @return new probes
     */
    public Probes withPortability(List<Probe> newPortability) {
        return new Probes(heldOutParaphrases, locality, newPortability);
    }
}
