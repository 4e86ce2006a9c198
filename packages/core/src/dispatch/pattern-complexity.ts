/** A wildcard, split at its stars. */
type Pieces = readonly string[];

/** AWS refuses a field whose wildcards can be in more than ten places at once. */
export const MAX_COMPLEXITY = 10;

/**
 * In how many places the wildcards of one field can be at the same time, for the worst text: AWS's measure of a rule's
 * complexity (event-ruler, MachineComplexityEvaluator). Matching here is linear without it; it keeps patterns portable. It
 * never counts more than AWS, and in rare mixtures of beginnings less.
 *
 * A star that was reached stays reached. So the worst text leads all wildcards that begin alike to their last stars, and then
 * ends in what as many pieces as possible begin with. Or it ends where the literal beginnings part.
 * @param operators the wildcards of each operator. Those of one operator share their first star and their end.
 */
export function wildcardComplexity(operators: readonly (readonly Pieces[])[]): number {
  const sets = [...new Map(operators.map((set) => [JSON.stringify(set), set])).values()];
  let most = 0;
  for (const start of new Set(['', ...sets.flat().map(beginning)])) {
    const undecided = sets.filter((set) => set.some((pieces) => beginning(pieces).startsWith(start))).length;
    const reached = sets.map((set) => set.filter((pieces) => pieces.length > 1 && start.startsWith(beginning(pieces))));
    const firstStars = reached.reduce((sum, set) => sum + new Set(set.map(beginning)).size, 0);
    const otherStars = reached.flat().reduce((sum, pieces) => sum + pieces.length - 2, 0);
    most = Math.max(most, undecided + firstStars, firstStars + otherStars);
    if (most <= MAX_COMPLEXITY) most = Math.max(most, firstStars + otherStars + overlap(reached));
    if (most > MAX_COMPLEXITY) break;
  }
  return most;
}

function beginning(pieces: Pieces): string {
  return pieces[0] ?? '';
}

interface Node {
  readonly next: Map<string, Node>;
  /** How many pieces go through here. */
  pieces: number;
  /** How many pieces a text has begun that ends like this: through this node and through its shorter ends. */
  begun: number;
  /** The longest other beginning of a piece that this one ends with. */
  end: Node | undefined;
}

/** How many of the pieces after stars one text can have begun at its end, at most: an Aho-Corasick automaton. */
function overlap(sets: readonly (readonly Pieces[])[]): number {
  const root = createNode();
  for (const set of sets) {
    for (const pieces of set) {
      for (const piece of pieces.slice(1, -1)) addPiece(root, piece);
      // The quote that closes the text in JSON counts as the last character.
      addPiece(root, `${pieces[pieces.length - 1] ?? ''}${set.length === 1 ? '"' : ''}`);
    }
  }
  let most = 0;
  const queue = [root];
  for (const node of queue) {
    for (const [character, next] of node.next) {
      let end = node.end;
      while (end !== undefined && !end.next.has(character)) end = end.end;
      next.end = end?.next.get(character) ?? root;
      next.begun = next.pieces + next.end.begun;
      most = Math.max(most, next.begun);
      queue.push(next);
    }
  }
  return most;
}

function addPiece(root: Node, piece: string): void {
  let node = root;
  for (const character of piece) {
    const next = node.next.get(character) ?? createNode();
    node.next.set(character, next);
    next.pieces++;
    node = next;
  }
}

function createNode(): Node {
  return { next: new Map(), pieces: 0, begun: 0, end: undefined };
}
