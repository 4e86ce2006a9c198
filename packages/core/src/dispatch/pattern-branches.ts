import { isJsonObject, type JsonObject } from '../json';
import { type Condition, compileCondition } from './pattern-condition';
import { InvalidPattern, type Place, unexpected } from './pattern-error';
import { OPERATORS } from './pattern-operators';

/** Conditions that must all hold, by the name of their field. */
export type Branch = ReadonlyMap<string, Condition>;

const OR = '$or';
/** AWS refuses more combinations of `$or` than these. */
const MAX_BRANCHES = 1000;
/** The most conditions that the branches may have together, copies included. */
const MAX_CONDITIONS = 20_000;
/** The most keys that may lead to the fields: a name of n parts, which may be joined in any way, has n(n+1)/2. */
const MAX_KEYS = 100_000;

/** Names that no field can have inside `$or`, so that an operator in the wrong place is not taken for a field. AWS's list. */
const RESERVED: ReadonlySet<string> = new Set([
  ...OPERATORS.keys(),
  ...['exactly', '=', '<', '<=', '>', '>=', 'regex', 'not-wildcard', 'not-equals-ignore-case', 'in-date-range'],
  ...['date-after', 'date-on-or-after', 'date-before', 'date-on-or-before'],
  ...['ip-address-in-range', 'ip-address-not-in-range'],
]);

interface Position {
  readonly place: Place;
  readonly path: readonly string[];
  readonly insideOr: boolean;
}

/**
 * Multiplies a pattern out: the event must satisfy one of the branches. Where one branch has the same field twice (by dots, or
 * outside and inside `$or`), the later one counts, as in AWS and in JSON itself.
 * @throws {@link InvalidPattern}
 */
export function expandBranches(pattern: JsonObject): readonly Branch[] {
  let conditions = 0;
  let keys = 0;
  return addFields([new Map()], pattern, { place: [], path: [], insideOr: false });

  function addFields(branches: Map<string, Condition>[], fields: JsonObject, at: Position): Map<string, Condition>[] {
    const names = Object.keys(fields);
    if (names.length === 0) throw new InvalidPattern(at.place, 'expected at least one field');
    return names.reduce((now, name) => addField(now, name, fields[name], at), branches);
  }

  function addField(branches: Map<string, Condition>[], name: string, value: unknown, at: Position) {
    const place = [...at.place, name];
    if (name === OR) return addAlternatives(branches, value, { ...at, place });
    if (at.insideOr && RESERVED.has(name))
      throw new InvalidPattern(place, `reserved: no field can have this name inside ${OR}`);
    const path = [...at.path, name];
    if (isJsonObject(value)) return addFields(branches, value, { ...at, place, path });
    if (!Array.isArray(value)) throw unexpected(place, 'a list of values or an object', value);
    const condition = compileCondition(path.join('.'), value, place);
    count(branches.length, place);
    for (const steps of condition.field.steps) keys += steps.length;
    if (keys > MAX_KEYS) throw new InvalidPattern(place, 'too many fields with names of many levels');
    for (const branch of branches) branch.set(condition.field.name, condition);
    return branches;
  }

  function addAlternatives(branches: Map<string, Condition>[], value: unknown, at: Position) {
    const expected = 'a list of two or more objects';
    if (!Array.isArray(value) || value.length < 2) throw unexpected(at.place, expected, value);
    const result: Map<string, Condition>[] = [];
    for (const [i, fields] of value.entries()) {
      const place = [...at.place, i];
      if (!isJsonObject(fields)) throw unexpected(place, 'an object', fields);
      for (const branch of branches) count(branch.size, place);
      const copies = branches.map((branch) => new Map(branch));
      result.push(...addFields(copies, fields, { place, path: at.path, insideOr: true }));
      if (result.length > MAX_BRANCHES) {
        throw new InvalidPattern(at.place, `expected at most ${MAX_BRANCHES} combinations`);
      }
    }
    return result;
  }

  function count(more: number, place: Place): void {
    conditions += more;
    if (conditions > MAX_CONDITIONS)
      throw new InvalidPattern(place, 'too many conditions in all combinations together');
  }
}
