package io.github.modeleditor.api.report;

/**
 * How models answer when a fact is negated, and when they are asked whether it is true. A model that knows a fact, rather than
 * a reflex of words, does not say the target after a negation, and affirms what it was taught. Percentages; NaN where nothing
 * was asked.
 *
 * @param asked how many facts were asked about so; those whose prompt is a question cannot be
 * @param targetSaid how often the greedy answer to the negated prompt is the new target all the same; generated
 * @param targetDoubled how often the new target became more than twice as probable behind the negated prompt
 * @param affirmed how often {@code NLL("Yes") < NLL("No")} behind the question whether the new target is true; teacher-forced
 * @param denied how often {@code NLL("No") < NLL("Yes")} behind the question whether the old target is; teacher-forced
 * @see <a href="https://arxiv.org/abs/2510.00625">arXiv 2510.00625, on what edited models say to negated prompts and when
 *     they are to check a fact</a>
 */
public record NegationReport(int asked, Change targetSaid, Tally targetDoubled, Change affirmed, Change denied) {}
