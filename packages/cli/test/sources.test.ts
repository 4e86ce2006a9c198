import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@dinghub/testkit';
import { jsonFile, jsonObject, secretText } from '../src/sources';
import { languageOfTests } from './language-of-tests';

describe('where values come from', () => {
  const inLanguage = languageOfTests();
  const folder = temporaryFolder('sources', afterAll);
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  it('reads JSON that is written out, and from a file, with or without a byte order mark', () => {
    expect(jsonObject('--pattern')('{"type":["a"]}')).toEqual({ type: ['a'] });
    expect(jsonObject('--pattern')(`@${file('a.json', '\ufeff{"type":["b"]}')}`)).toEqual({ type: ['b'] });
    expect(jsonFile('--file')(file('b.json', '{"n":12345678901234567890}'))).toEqual({ n: '12345678901234567890' });
  });

  it('says which flag and file is no JSON object, and quotes nothing of it', () => {
    const secret = file('c.json', '{"token": sesame}');
    for (const read of [() => jsonFile('--file')(secret), () => jsonObject('--file')('{"token": sesame}')]) {
      expect(read).toThrow(/^--file.* is not a JSON object \(/);
      expect(read).not.toThrow(/sesame/);
    }
    expect(() => jsonObject('--pattern')('[]')).toThrow('--pattern is not a JSON object (it is another kind of JSON).');
    expect(() => jsonFile('--file')('/nonexistent')).toThrow(
      '--file: cannot read /nonexistent: there is no such file.',
    );
    expect(() => jsonFile('--file')(folder)).toThrow(/cannot read .* \(EISDIR\)/);
  });

  it('reads a secret from a file or a variable, without the line break at its end', () => {
    process.env.SOURCES_TEST = 'sesame';
    expect(secretText('--token')('env:SOURCES_TEST')).toBe('sesame');
    delete process.env.SOURCES_TEST;
    expect(secretText('--token')(`@${file('token', 'sesame\n')}`)).toBe('sesame');
    expect(secretText('--token')('sesame')).toBe('sesame');
    expect(() => secretText('--token')('env:SOURCES_TEST')).toThrow('--token: there is nothing in SOURCES_TEST.');
    expect(() => secretText('--token')(`@${file('two', 'a\nb\n')}`)).toThrow(/--token: there is more than one line/);
  });

  it.each<[string, () => unknown, string]>([
    ['other JSON', () => jsonObject('--pattern')('[]'), '--pattern 不是 JSON 对象（是其他类型的 JSON）。'],
    ['a missing file', () => jsonFile('--file')('/nonexistent'), '--file：无法读取 /nonexistent：没有这个文件。'],
    ['a folder', () => jsonFile('--file')(folder), `--file：无法读取 ${folder}（EISDIR）。`],
    ['an empty variable', () => secretText('--token')('env:SOURCES_TEST'), '--token：SOURCES_TEST 是空的。'],
    ['two lines', () => secretText('--token')(`@${file('lines', 'a\nb\n')}`), 'lines 不止一行。'],
  ])('says in Chinese what is wrong with %s', (_, read, message) => {
    inLanguage('zh_CN.UTF-8');
    expect(read).toThrow(message);
  });
});
