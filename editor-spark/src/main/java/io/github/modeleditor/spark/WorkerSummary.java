package io.github.modeleditor.spark;

import java.io.Serializable;

/**
 * What one worker of a shared edit did in the try that ended well.
 *
 * @param rank from 0
 * @param address where it listened
 * @param attempt which try of the stage it was, from 0
 * @param steps steps it had a share in
 * @param bytesSent to the worker behind it
 * @param computingSeconds forward and backward passes of its shares
 * @param communicationSeconds with other workers, waiting for them included
 */
public record WorkerSummary(
        int rank,
        String address,
        int attempt,
        int steps,
        long bytesSent,
        double computingSeconds,
        double communicationSeconds)
        implements Serializable {}
