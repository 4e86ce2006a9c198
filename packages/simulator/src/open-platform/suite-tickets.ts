/** The tickets that a third-party application was given. */
export interface SuiteTickets {
  give(ticket: string): void;
  /** True for the newest one and the one before: whoever has just been given one may still send the other. */
  isTaken(ticket: unknown): boolean;
}

const MOST_TAKEN = 2;

/** Creates the tickets of a suite that has been given none. */
export function createSuiteTickets(): SuiteTickets {
  const tickets: string[] = [];
  return {
    give(ticket) {
      tickets.push(ticket);
      if (tickets.length > MOST_TAKEN) tickets.shift();
    },
    isTaken: (ticket) => tickets.some((one) => one === ticket),
  };
}
