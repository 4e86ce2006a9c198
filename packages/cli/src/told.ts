import type { Advice } from '@dinghub/core/dingtalk';
import { type Language, languageOf } from './language';

/** A text for people, in both languages. */
export type Told = Advice;

/** A text in the language of whoever reads it. */
export type Tell = (text: Told) => string;

/** Chooses between the languages. */
export function tellIn(language: Language): Tell {
  return (text) => text[language];
}

/** A text in both languages. */
export const both = (en: string, zh: string): Told => ({ en, zh });

/** A text in the language of this command's environment. */
export const tellHere: Tell = (text) => tellIn(languageOf(process.env))(text);

/** The heads of a table's columns, which stand in one text with `|` between them. */
export function headOf(head: Told, tell: Tell = tellHere): readonly string[] {
  return tell(head).split('|');
}
