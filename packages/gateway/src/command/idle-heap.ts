const dayMs = 24 * 60 * 60 * 1_000;

/**
 * A flag that has V8 leave the heap of an idle process alone. Eight seconds after the last call it would collect all of it, make the space
 * of the young as small as it can be, and let the old grow by a tenth only: among the next calls come a hundred collections of the young,
 * and one of everything, which holds them up for ten milliseconds and more. What is given up is that a process gives memory back while
 * nobody calls.
 *
 * To be set before the first collection, which starts the clock. V8 reads the delay each time that it begins; to switch it off altogether is
 * too late once the process runs.
 */
export const keepIdleHeap = `--gc-memory-reducer-start-delay-ms=${dayMs}`;
