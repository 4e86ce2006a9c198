import { ConfigError } from '@dinghub/core';
import { type Configured, type ConfiguredApp, readConfigured } from '../dingtalk/configured-apps';
import { CliError } from '../failure';
import { MISSING_TEXTS } from '../language';
import { both, type Told } from '../told';
import { type Finding, failure, ok, warning } from './check';

/** What was configured; undefined where that is not known to be right. */
export interface ConfigurationFindings {
  readonly configured?: Configured;
  readonly findings: readonly Finding[];
}

/** Which fields there are and where they came from, or everything that is wrong with them; never a value. */
export function checkConfiguration(
  data: string,
  env: Readonly<Record<string, string | undefined>>,
): ConfigurationFindings {
  try {
    const configured = readConfigured(data, env);
    const findings = configured.origin.map(({ from, fields }): Finding => {
      const list = fields.join(', ');
      const source = from === 'environment' ? fromEnvironment(configured) : both(`from ${from}`, `来自 ${from}`);
      return ok('configuration', both(`set: ${list} (${source.en})`, `已设置：${list}（${source.zh}）`));
    });
    return { configured, findings };
  } catch (error) {
    if (error instanceof ConfigError) {
      const findings = error.problems.map((problem) => failure('configuration', both(problem, problem), MEND));
      return { findings };
    }
    if (error instanceof CliError && error.reason === 'no_credentials') {
      const { en, zh } = MISSING_TEXTS;
      return { findings: [failure('configuration', both(en.credentials(data), zh.credentials(data)))] };
    }
    const message = error instanceof Error ? error.message : String(error);
    return { findings: [failure('configuration', both(message, message), READ)] };
  }
}

/** A hub on the file was started from another terminal, most likely. */
function fromEnvironment({ changedFile }: Configured): Told {
  if (changedFile === undefined) return both('from the environment', '来自环境变量');
  return both(
    `from the environment, before ${changedFile}: these variables count for this terminal; the hub may have others`,
    `来自环境变量，优先于 ${changedFile}：这些变量仅对当前终端有效，dinghub 的环境变量可能不同`,
  );
}

const MEND = both('mend it; docs/configuration.md lists every field', '请更正；各字段见 docs/configuration.md');
const READ = both(
  'give this user the right to read it, or name another folder with --data',
  '请授予读取权限，或用 --data 另选目录',
);

/** DingTalk's rules for a token and an AES key: the console's, and those of the API. */
export function checkCredentials({ name, credentials }: ConfiguredApp): readonly Finding[] {
  const findings = credentials.flatMap(({ token, aesKey }, i) => {
    const which = credentials.length === 1 ? name : `${name}[${i}]`;
    return [...tokenFindings(which, token), ...keyFindings(which, aesKey)];
  });
  if (findings.length > 0) return findings;
  const rotating =
    credentials.length > 1 ? both(`, ${credentials.length} at a time`, `，共 ${credentials.length} 组`) : both('', '');
  return [
    ok(
      'credentials',
      both(
        `${name}: token and AES key are as DingTalk wants them${rotating.en}`,
        `${name}：token 与 aes_key 符合钉钉要求${rotating.zh}`,
      ),
    ),
  ];
}

function tokenFindings(which: string, token: string): readonly Finding[] {
  const { length } = token;
  const byConsole = length >= 3 && length <= 32 && /^[A-Za-z0-9]+$/.test(token);
  const byApi = length >= 6 && length <= 63;
  if (byConsole && byApi) return [];
  const says = both(`${which}: the token has ${length} characters`, `${which}：token 有 ${length} 个字符`);
  const rules = both(
    'the console takes 3 to 32 letters and digits, the API 6 to 63 characters; dinghub keys generate makes one for both',
    '开发者后台要求 3～32 位字母数字，接口要求 6～63 个字符；dinghub keys generate 可生成同时满足两者的 token',
  );
  if (byConsole)
    return [warning('credentials', both(`${says.en}: too short for the API`, `${says.zh}，接口不接受`), rules)];
  if (byApi)
    return [
      warning('credentials', both(`${says.en}: the console does not take it`, `${says.zh}，开发者后台不接受`), rules),
    ];
  return [
    failure(
      'credentials',
      both(`${says.en}: neither the console nor the API takes it`, `${says.zh}，开发者后台与接口均不接受`),
      rules,
    ),
  ];
}

function keyFindings(which: string, aesKey: string): readonly Finding[] {
  if (/^[A-Za-z0-9]{43}$/.test(aesKey)) return [];
  return [
    failure(
      'credentials',
      both(`${which}: the AES key is not 43 letters and digits`, `${which}：aes_key 不是 43 位字母数字`),
      both('copy all of it from DingTalk’s console; it has no “=” at its end', '请从开发者后台完整复制，结尾没有“=”'),
    ),
  ];
}
