import { sha256 } from '../crypto/sha256';
import { type OwnerKeyKind, ownerKeyKind } from './owner-key-kind';

/** What is kept of an owner key: enough to recognise it, and to find it in DingTalk's console; never the key itself. */
export interface OwnerKeyTraits {
  readonly kind: OwnerKeyKind;
  /** To compare with. */
  readonly sha256: string;
  /** `ding…6wil`: the first and the last four characters of a key with twelve at least. */
  readonly masked?: string;
}

/** The shortest key of which a part is shown, in characters. */
const SHORTEST_SHOWN = 12;
const SHOWN = 4;

/** What may be kept of an owner key, whatever its length and its characters. */
export function traitsOf(ownerKey: string): OwnerKeyTraits {
  const masked = mask(ownerKey);
  return { kind: ownerKeyKind(ownerKey), sha256: sha256(ownerKey), ...(masked === undefined ? {} : { masked }) };
}

/** Whether these are the traits of that key. */
export function isKeyOf(traits: OwnerKeyTraits, ownerKey: string): boolean {
  return traits.sha256 === sha256(ownerKey);
}

function mask(key: string): string | undefined {
  // A character has two units at most: what is longer need not be looked at as a whole.
  if (charactersOf(key.slice(0, 2 * SHORTEST_SHOWN)).length < SHORTEST_SHOWN) return undefined;
  const first = charactersOf(key.slice(0, 2 * SHOWN)).slice(0, SHOWN);
  const last = charactersOf(key.slice(-2 * SHOWN)).slice(-SHOWN);
  return `${shown(first)}…${shown(last)}`;
}

const charactersOf = (text: string) => Array.from(text);

/** DingTalk's keys are letters and digits. Whatever else came is nothing to print. */
function shown(characters: readonly string[]): string {
  return characters.map((character) => (/^[\w.-]$/.test(character) ? character : '?')).join('');
}
