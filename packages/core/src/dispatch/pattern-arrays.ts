import type { JsonValue } from '../json';
import { type Meter, spend } from './pattern-budget';
import type { Scope } from './pattern-field';

/** A value of a field that was found in an element of an array. */
export interface ScopedValue {
  readonly scope: Scope;
  readonly accepted: boolean;
}

/** A condition that only values in elements of arrays can satisfy. */
export interface ScopedCondition {
  readonly values: readonly ScopedValue[];
  readonly acceptsAbsence: boolean;
}

/** An element of an array, or the whole event. Conditions are bits: the first is 1. */
interface Element {
  readonly parent: Element | undefined;
  readonly siblings: Siblings;
  readonly arrays: Siblings[];
  /** The conditions that have a value in here. */
  present: bigint;
  /** The conditions that are satisfied in here. */
  satisfied: bigint;
}

interface Siblings {
  /** By their index; only those that hold a value. */
  readonly elements: Element[];
  /** The conditions that have a value in any of the elements. */
  present: bigint;
  /** The most conditions that one of the elements satisfies. */
  best: bigint;
}

/** Steps for a value and for an element that holds some, and for each so many conditions (as a power of two) again. */
const VALUE_STEPS = 4;
const ELEMENT_STEPS = 12;
const CONDITION_BITS = 6;

/**
 * Array consistency, as AWS's event-ruler has it: of each array, all conditions must be satisfied in one and the same element.
 * A condition that wants absence is satisfied in an element without the field, once an earlier condition has settled on that
 * element; the first condition that an array has values for cannot be satisfied by absence there.
 *
 * Elements are decided from the inside out, each once, so the cost grows with the event and not with its combinations. That is
 * exact as long as a field's values in one object all lie in one array; where they lie in several (by keys with dots, or arrays
 * in arrays beside values), each array takes the element that satisfies most.
 * @param conditions in the order of their fields' names
 */
export function satisfiableTogether(conditions: readonly ScopedCondition[], meter: Meter): boolean {
  const { root, elements } = placeValues(conditions, meter);
  const absent = conditions.reduce((bits, { acceptsAbsence }, i) => (acceptsAbsence ? bits | bit(i) : bits), 0n);

  for (const element of innermostFirst(elements)) {
    element.siblings.present |= element.present;
    if (element.parent !== undefined) element.parent.present |= element.present;
  }
  for (const element of innermostFirst(elements)) {
    const { siblings, parent } = element;
    for (const array of element.arrays) element.satisfied |= array.best;
    const settled = siblings.present & ~lowestBit(siblings.present);
    element.satisfied |= absent & settled & ~element.present;
    // What the element around satisfies by itself is not asked of its arrays.
    const useful = element.satisfied & ~(parent?.satisfied ?? 0n);
    if ((useful & siblings.best) === siblings.best) siblings.best = useful;
  }
  return root.satisfied === bit(conditions.length) - 1n;
}

/** Sorts the values into elements. An element comes after the one around it. */
function placeValues(
  conditions: readonly ScopedCondition[],
  meter: Meter,
): { root: Element; elements: readonly Element[] } {
  const factor = 1 + (conditions.length >> CONDITION_BITS);
  const root = createElement(undefined, createSiblings());
  const elements = [root];
  const arrays = new Map<readonly JsonValue[], Siblings>();
  for (const [i, { values }] of conditions.entries()) {
    spend(meter, values.length * VALUE_STEPS * factor);
    for (const { scope, accepted } of values) {
      const element = elementOf(scope);
      element.present |= bit(i);
      if (accepted) element.satisfied |= bit(i);
    }
  }
  return { root, elements };

  function elementOf(scope: Scope): Element {
    const missing: Scope[] = [];
    let known: Element | undefined;
    for (let at: Scope | undefined = scope; at !== undefined && known === undefined; at = at.parent) {
      known = arrays.get(at.array)?.elements[at.index];
      if (known === undefined) missing.push(at);
    }
    return missing.reduceRight((parent, { array, index }) => {
      let siblings = arrays.get(array);
      if (siblings === undefined) {
        siblings = createSiblings();
        arrays.set(array, siblings);
        parent.arrays.push(siblings);
      }
      spend(meter, ELEMENT_STEPS * factor);
      const element = createElement(parent, siblings);
      siblings.elements[index] = element;
      elements.push(element);
      return element;
    }, known ?? root);
  }
}

function* innermostFirst(elements: readonly Element[]): Generator<Element> {
  for (let i = elements.length - 1; i >= 0; i--) yield elements[i] as Element;
}

function createElement(parent: Element | undefined, siblings: Siblings): Element {
  return { parent, siblings, arrays: [], present: 0n, satisfied: 0n };
}

function createSiblings(): Siblings {
  return { elements: [], present: 0n, best: 0n };
}

function bit(i: number): bigint {
  return 1n << BigInt(i);
}

function lowestBit(bits: bigint): bigint {
  return bits & -bits;
}
