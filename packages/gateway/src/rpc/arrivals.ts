/** A call whose request has to arrive. */
export interface Arriving {
  /** Begins to count the time, unless the request is here. */
  boundArrival(): void;
}

/**
 * Requests that have begun within this turn of the event loop. Nearly all are complete before it ends, since head and body come together:
 * a timer for each of them would be set and cleared for nothing.
 */
export interface Arrivals {
  /** Has the time of a call begin with the end of this turn. */
  expect(call: Arriving): void;
}

export function createArrivals(): Arrivals {
  let begun: Arriving[] = [];
  const endTurn = () => {
    const calls = begun;
    begun = [];
    for (const call of calls) call.boundArrival();
  };
  return {
    expect(call) {
      if (begun.length === 0) setImmediate(endTurn);
      begun.push(call);
    },
  };
}
