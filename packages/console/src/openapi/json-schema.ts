import type { JsonObject } from '@dinghub/core';

/** An object of these fields and no others. Without `required` all of them are. */
export function closed(properties: JsonObject, required: readonly string[] = Object.keys(properties)): JsonObject {
  return { type: 'object', properties, required, additionalProperties: false };
}

/** A text. */
export const text = (description: string) => ({ type: 'string', description });

/** An instant as answers give it. */
export const instant = (description: string) => ({ type: 'string', format: 'date-time', description });

/** A number of things. */
export const count = (description: string) => ({ type: 'integer', minimum: 0, description });

/** A whole number of a range. */
export const whole = (minimum: number, maximum: number, description: string) => ({
  type: 'integer',
  minimum,
  maximum,
  description,
});

/** One of some words. */
export const words = (names: readonly string[], description: string) => ({ type: 'string', enum: names, description });

/** A list. */
export const list = (items: JsonObject, description: string) => ({ type: 'array', items, description });

/** A reference to a schema of the document. */
export const component = (name: string) => ({ $ref: `#/components/schemas/${name}` });
