package io.github.modeleditor.api.report;

/** What a prompt measures. */
public enum Metric {
    /** The fact's own prompt: was it learned. */
    EFFICACY,
    /** A held-out paraphrase: was it learned in other words too. */
    GENERALIZATION,
    /** A neighbour: was it left alone. */
    LOCALITY,
    /** What follows from the fact: was it carried over. */
    PORTABILITY
}
