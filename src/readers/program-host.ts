import type { FileResolver } from '../types.ts';

/** Programs that start others, or run the libraries and scripts of others. */
const HOSTS =
  /(?:^|[\\/])(?:sh|bash|dash|zsh|ksh|env|sudo|su|runuser|setpriv|nice|ionice|chrt|taskset|prlimit|nohup|setsid|stdbuf|timeout|chroot|unshare|nsenter|bwrap|systemd-nspawn|start-stop-daemon|daemon|daemonize|systemd-run|flock|tini|dumb-init|gosu|su-exec|dbus-run-session|xvfb-run|docker|podman|nerdctl|runc|crun|snap|flatpak|java|javaw|node|perl|python[\d.]*|ruby|php[\d.]*|mono|wine(?:64)?|systemctl|open|launchctl|osascript|svchost|rundll32|regsvr32|cmd|powershell|pwsh|msiexec|wscript|cscript|mshta|dllhost|explorer|conhost|nssm(?:64)?|srvany(?:-?ng)?|true|false|echo|test)(?:\.exe)?$/iu;

/** Whether a program starts others: that it is there says nothing of what it starts. */
export function isHost(path: string): boolean {
  return HOSTS.test(path);
}

/** Tools that prepare what runs, as `mkdir` and `modprobe` do. */
const TOOLS =
  /^(?:\/usr)?\/s?bin\/(?:mkdir|rmdir|install|touch|chown|chmod|setfacl|rm|cp|mv|ln|cat|tee|sed|grep|sleep|logger|kill|pkill|killall|mount|umount|modprobe|insmod|rmmod|sysctl|ip|iptables|nft|ldconfig|systemd-tmpfiles|udevadm|restorecon)$/u;

/** Whether a program only prepares what another one does. */
export function isTool(path: string): boolean {
  return TOOLS.test(path);
}

/** Folders in which systems look for commands, the usual one last. */
const COMMANDS = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/games', '/snap/bin', '/usr/bin'];

/**
 * The file of a command that is given by its name alone: where it is, else where it usually is. Undefined for what is no
 * name of a command, and where it is not there and cannot be looked up: archives keep only what readers ask for.
 */
export function namedCommand(name: string | undefined, resolver: FileResolver): string | undefined {
  if (name === undefined || !/^[\w.+-]+$/u.test(name) || isHost(name)) return undefined;
  const paths = COMMANDS.map((folder) => `${folder}/${name}`);
  const found = paths.find((path) => resolver.exists(path));
  return found ?? (resolver.readRange === undefined ? undefined : paths.at(-1));
}

/** Words of a command line of Unix, quotes taken away; what is quoted stays one word. */
export function wordsOf(command: string): string[] {
  const words = command.slice(0, MAX_LENGTH).match(WORD) ?? [];
  return words.map((word) =>
    word.replace(PIECES, (piece: string) => {
      const isQuoted = piece.length > 1 && (piece.startsWith('"') || piece.startsWith("'"));
      return unescaped(isQuoted ? piece.slice(1, -1) : piece);
    }),
  );
}

const MAX_LENGTH = 4096;
const PIECES = /"(?:[^"\\]|\\.)*"|'[^']*'|\\x[0-9a-f]{2}|\\./giu;
const WORD = /(?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\])+/gu;

function unescaped(text: string): string {
  return text.replace(/\\(?:x(?<code>[0-9a-f]{2})|(?<letter>.))/giu, (_, code?: string, letter?: string) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    return letter === 's' ? ' ' : (letter ?? '');
  });
}

/**
 * The program file that a command line of Unix starts: the first absolute path in it that is no host of others. Where
 * there is none, the host.
 */
export function startedFile(words: readonly string[]): string | undefined {
  const [first] = words;
  if (first?.startsWith('/') && !isHost(first)) return first;
  // `sh -c 'exec /opt/x/y'` has its command in one word.
  const inner = words.flatMap((word) => (word.startsWith('/') ? [word] : word.split(/[\s;&|()]+/u)));
  return hostedFile(inner) ?? (first?.startsWith('/') ? first : undefined);
}

/** What a host starts: the first file in its words that is no lock of `flock`, below the root that `chroot` gives it. */
function hostedFile(words: readonly string[]): string | undefined {
  let root = '';
  let host: string | undefined;
  for (const word of words) {
    const next = /(?:^|\/)(?<host>flock|chroot)$/u.exec(word)?.groups?.['host'];
    if (next !== undefined) host = next;
    else if (host !== undefined && /^(?:-.*|\d*)$/u.test(word)) continue;
    else if (host !== undefined) {
      if (host === 'chroot') root = word.replace(/\/+$/u, '');
      host = undefined;
    } else if (/^\/(?!dev\/|proc\/)[^$*?%]+$/u.test(word) && !isHost(word)) return root + word;
  }
  return undefined;
}
