/** Gives what this process prints for people a language: English, unless a test asks for another. To be called for a whole file. */
export function languageOfTests(): (language: string) => void {
  const own = process.env.LC_ALL;
  beforeEach(() => {
    process.env.LC_ALL = 'C';
  });
  afterAll(() => {
    if (own === undefined) delete process.env.LC_ALL;
    else process.env.LC_ALL = own;
  });
  return (language) => {
    process.env.LC_ALL = language;
  };
}
