import { isJsonObject, type JsonObject, type JsonValue } from '@dinghub/core';

/** What is wrong with a value by a JSON Schema of the kind that the document uses; an unknown keyword is an error. */
export function problemsOf(
  root: JsonObject,
  schema: JsonValue | undefined,
  value: JsonValue,
  at = '$',
): readonly string[] {
  if (!isJsonObject(schema)) throw new Error(`${at}: there is no schema`);
  if (typeof schema.$ref === 'string') return problemsOf(root, resolve(root, schema.$ref), value, at);
  const problems: string[] = [];
  for (const [keyword, wanted] of Object.entries(schema)) {
    problems.push(...check(root, keyword, wanted, schema, value, at));
  }
  return problems;
}

/** What a local reference points at. */
export function resolve(root: JsonObject, reference: string): JsonValue {
  let here: JsonValue = root;
  for (const name of reference.replace(/^#\//, '').split('/')) {
    const next: JsonValue | undefined = isJsonObject(here) ? here[name] : undefined;
    if (next === undefined) throw new Error(`${reference} points at nothing`);
    here = next;
  }
  return here;
}

const ANNOTATIONS = ['description', 'readOnly', 'writeOnly', 'examples', 'default', 'required', 'items'];

function check(
  root: JsonObject,
  keyword: string,
  wanted: JsonValue,
  schema: JsonObject,
  value: JsonValue,
  at: string,
): readonly string[] {
  const fails = (failed: boolean) =>
    failed ? [`${at}: ${keyword} ${JSON.stringify(wanted)}, got ${JSON.stringify(value)}`] : [];
  switch (keyword) {
    case 'type':
      return fails(![wanted].flat().some((type) => isOfType(String(type), value)));
    case 'const':
      return fails(value !== wanted);
    case 'enum':
      return fails(!(wanted as JsonValue[]).includes(value));
    case 'format':
      if (wanted === 'uri') return fails(typeof value !== 'string' || !URL.canParse(value));
      return fails(!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(String(value)));
    case 'minimum':
      return fails(Number(value) < Number(wanted));
    case 'maximum':
      return fails(Number(value) > Number(wanted));
    case 'minLength':
      return fails(String(value).length < Number(wanted));
    case 'maxLength':
      return fails(String(value).length > Number(wanted));
    case 'pattern':
      return fails(!new RegExp(String(wanted)).test(String(value)));
    case 'maxProperties':
      return fails(isJsonObject(value) && Object.keys(value).length > Number(wanted));
    case 'oneOf':
      return fails((wanted as JsonValue[]).filter((one) => problemsOf(root, one, value, at).length === 0).length !== 1);
    case 'properties':
      return isJsonObject(value) && isJsonObject(wanted) ? properties(root, wanted, schema, value, at) : [];
    case 'additionalProperties':
      if (!isJsonObject(value) || !isJsonObject(wanted)) return [];
      return Object.entries(value).flatMap(([name, one]) => problemsOf(root, wanted, one, `${at}.${name}`));
    default:
      if (!ANNOTATIONS.includes(keyword)) throw new Error(`${at}: unknown keyword ${keyword}`);
      return keyword === 'items' && Array.isArray(value)
        ? value.flatMap((one: JsonValue, i) => problemsOf(root, wanted, one, `${at}[${i}]`))
        : [];
  }
}

function properties(
  root: JsonObject,
  known: JsonObject,
  schema: JsonObject,
  value: JsonObject,
  at: string,
): readonly string[] {
  const missing = ((schema.required ?? []) as string[]).filter((name) => !Object.hasOwn(value, name));
  return [
    ...missing.map((name) => `${at}.${name} is missing`),
    ...Object.entries(value).flatMap(([name, one]) => {
      if (Object.hasOwn(known, name)) return problemsOf(root, known[name], one, `${at}.${name}`);
      return schema.additionalProperties === false ? [`${at}.${name} is unknown`] : [];
    }),
  ];
}

function isOfType(type: string, value: JsonValue): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isJsonObject(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}
