/** The part of a test runner that the suites use, so that they are tied to none. jest's globals fit. */
export interface Runner {
  describe(name: string, body: () => void): void;
  it(name: string, body: () => Promise<void>, timeoutMs?: number): void;
  afterAll(body: () => Promise<void>): void;
  beforeAll(body: () => Promise<void>, timeoutMs?: number): void;
}
