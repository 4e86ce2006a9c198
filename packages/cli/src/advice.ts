import type { Language } from './language';

type Advice = Readonly<Record<string, string>>;

/** For a hub whose port is taken: none that another command listens on. */
const OTHER_PORT = 8790;

/** What to do when an address cannot be listened on. */
const LISTEN: Readonly<Record<Language, Advice>> = {
  en: {
    EADDRINUSE:
      'Port <port> is in use. Stop what uses it, or choose another with --port (npm start -- --port <other>).',
    EACCES: 'Permission denied. Choose a port above 1023 with --port.',
    EADDRNOTAVAIL: 'This machine does not have that address. Choose another with --host.',
    ENOTFOUND: 'There is no such host. Choose another with --host.',
  },
  zh: {
    EADDRINUSE: '端口 <port> 已被占用。请停止占用它的程序，或用 --port 另选端口（npm start -- --port <other>）。',
    EACCES: '没有权限。请用 --port 选择 1023 以上的端口。',
    EADDRNOTAVAIL: '本机没有这个地址。请用 --host 另选地址。',
    ENOTFOUND: '找不到这个主机。请用 --host 另选地址。',
  },
};

const RIGHTS = {
  en: 'Give this user the right to it, or choose another folder with --data.',
  zh: '请授予当前用户权限，或用 --data 另选目录。',
};
const FOLDER = { en: 'Choose another folder with --data.', zh: '请用 --data 另选目录。' };
const ROOM = { en: 'Make room, or choose another folder with --data.', zh: '请清理磁盘，或用 --data 另选目录。' };
const NOT_OURS = {
  en: 'Move the file away, or choose another folder with --data.',
  zh: '请移走该文件，或用 --data 另选目录。',
};
const DAMAGED = {
  en: 'Stop the hub, then put back a backup of the file, or move it away to begin anew.',
  zh: '请先停止 dinghub，再恢复该文件的备份，或移走该文件重新开始。',
};
const BUSY = { en: 'Another process holds it; try again.', zh: '另一个进程正在使用它，请重试。' };

/** What to do about a data folder or the file in it. */
const STORE: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  EACCES: RIGHTS,
  EPERM: RIGHTS,
  SQLITE_PERM: RIGHTS,
  SQLITE_READONLY: RIGHTS,
  SQLITE_CANTOPEN: RIGHTS,
  EROFS: FOLDER,
  ENOENT: FOLDER,
  ENOTDIR: FOLDER,
  EEXIST: FOLDER,
  EISDIR: FOLDER,
  ELOOP: FOLDER,
  ENAMETOOLONG: FOLDER,
  ENOSPC: ROOM,
  EDQUOT: ROOM,
  SQLITE_FULL: ROOM,
  SQLITE_NOTADB: NOT_OURS,
  SQLITE_CORRUPT: DAMAGED,
  SQLITE_BUSY: BUSY,
};

/** What a user can do about an address that cannot be listened on; undefined for anything else. */
export function adviceOnAddress(error: unknown, language: Language): string | undefined {
  const { code = '', syscall = '', port } = (error ?? {}) as NodeJS.ErrnoException & { readonly port?: number };
  if (syscall !== 'listen' && syscall !== 'getaddrinfo') return undefined;
  const other = port === OTHER_PORT ? OTHER_PORT + 1 : OTHER_PORT;
  return LISTEN[language][code]?.replace('<port>', String(port)).replace('<other>', String(other));
}

/** What a user can do about a store that failed for this cause; undefined if nothing is known to help. */
export function adviceOnStore(cause: unknown, language: Language): string | undefined {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? '';
  // Extended codes carry on where the plain one ends: SQLITE_READONLY_DIRECTORY.
  return STORE[/^SQLITE_[A-Z]+/.exec(code)?.[0] ?? code]?.[language];
}
