/** Programs that start others, or run the libraries and scripts of others. */
const HOSTS =
  /(?:^|[\\/])(?:sh|bash|dash|zsh|ksh|env|sudo|su|runuser|setpriv|nice|ionice|nohup|timeout|chroot|start-stop-daemon|daemon|systemd-run|flock|java|javaw|node|perl|python[\d.]*|ruby|php[\d.]*|mono|wine(?:64)?|systemctl|open|launchctl|osascript|svchost|rundll32|regsvr32|cmd|powershell|pwsh|msiexec|wscript|cscript|mshta|dllhost|explorer|conhost|true|false|echo|test)(?:\.exe)?$/iu;

/** Whether a program starts others: that it is there says nothing of what it starts. */
export function isHost(path: string): boolean {
  return HOSTS.test(path);
}

/** Words of a command line of Unix, quotes taken away; what is quoted stays one word. */
export function wordsOf(command: string): string[] {
  const words = command.slice(0, LONGEST).match(WORD) ?? [];
  return words.map((word) =>
    word.replace(PIECES, (piece: string) => {
      const isQuoted = piece.length > 1 && (piece.startsWith('"') || piece.startsWith("'"));
      return unescaped(isQuoted ? piece.slice(1, -1) : piece);
    }),
  );
}

const LONGEST = 4096;
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
  const inner = words.slice(1).flatMap((word) => (word.startsWith('/') ? [word] : word.split(/[\s;&|()]+/u)));
  const started = inner.find((word) => /^\/(?!dev\/|proc\/)[^$*?%]+$/u.test(word) && !isHost(word));
  return started ?? (first?.startsWith('/') ? first : undefined);
}
