/** Gives what this process prints for people a language: English, unless a test asks for another. To be called for a whole file. */
export function languageOfTests(): (language: string) => void {
  afterEach(() => {
    process.env.LC_ALL = 'C';
  });
  return (language) => {
    process.env.LC_ALL = language;
  };
}
