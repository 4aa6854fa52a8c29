/**
 * A folder of edits. From the disk up:
 *
 * <pre>
 * Disk           writes so that what is there is whole, in steps that tests can cut between
 * StoreFolder    who has it open, and files named by their hash
 * LedgerFile     lines that are chained by hashes, and how many of them were committed
 * Entry          a line as a value: the version, its Layers; RecordJson reads and writes it
 * StoreHistory   all of them: which facts and layers a version has
 * Conflicts      which facts contradict one another; FactConflict tells it to others
 * StoreTraining  trains adapters that lie side by side
 * StoreModels    makes models of them, and asks what they say
 * Draft          a version that is being made, by Appending, Reverting or Compacting
 * Running        checkpoints of the append that is under way
 * CurrentModel   the model that is swapped while it is asked
 * CoreEditStore  strings them together; CoreEditLedger is what can be told without a model
 * </pre>
 *
 * <p>{@code docs/store.md} says what lies on the disk.
 */
@NullMarked
package io.github.modeleditor.core.store;

import org.jspecify.annotations.NullMarked;
