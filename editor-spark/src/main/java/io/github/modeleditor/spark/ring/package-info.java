/**
 * Sums of gradients between workers that each make the same edit. {@link io.github.modeleditor.spark.ring.RingGradients} stands in the
 * place of the engine's gradients and computes a share of every step; {@link io.github.modeleditor.spark.ring.Ring} sums the shares over
 * plain sockets, from each worker to the next.
 *
 * @see <a href="https://www.cs.fsu.edu/~xyuan/paper/09jpdc.pdf">Bandwidth Optimal All-reduce Algorithms for Clusters of Workstations</a>
 */
@NullMarked
package io.github.modeleditor.spark.ring;

import org.jspecify.annotations.NullMarked;
