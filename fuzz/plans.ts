import { planOf } from '../src/remediation/index.ts';
import { type PlanWriter, planWriters } from '../src/remediation/writers/index.ts';
import type { SavedReport } from '../src/report-files/read.ts';
import type { Finding } from '../src/types.ts';
import { type Answer, expectedError, type Target } from './target.ts';

/** Between two words of an input. */
const BETWEEN = '\u001e';

/** What is code in a shell, in PowerShell, in YAML and in expressions of Ansible. */
const ATTACKS = [
  `kesl${BETWEEN}'; id; '${BETWEEN}$(id)`,
  `\u2018; Remove-Item x; \u2019${BETWEEN}"; exit${BETWEEN}@(id)`,
  `{{ lookup('pipe', 'id') }}${BETWEEN}\n- hosts: all${BETWEEN}!!python/object:x`,
  `--force${BETWEEN}a*${BETWEEN}all`,
];

/** Literals and remarks of each form: what a report says may stand in them, and nowhere else. */
const LITERALS: Readonly<Record<string, RegExp>> = {
  shell: /^#.*$|'[^']*'(?:\\''[^']*')*/gmu,
  powershell: /^#.*$|'(?:[^']|'')*'/gmu,
  ansible: /^#.*$|"(?:[^"\\]|\\.)*"|'[a-z0-9._-]*'$/gmu,
};

/** One target for each form of a plan: what a report says, mutated, must not change what is code in it. */
export async function planTargets(): Promise<Target[]> {
  return Promise.all(
    Object.entries(LITERALS).map(async ([form, literals]) => {
      const write = (await planWriters[form]?.()) as PlanWriter;
      const known = codeOf(write, literals, ['Example', 'Example AV', 'x']);
      return {
        id: `plans: ${form}`,
        seeds: ATTACKS.map((text, at) => ({ name: `attack ${at}`, bytes: Buffer.from(text) })),
        run: (bytes: Uint8Array) =>
          answer(write, literals, known, Buffer.from(bytes).toString().split(BETWEEN)),
      };
    }),
  );
}

function answer(
  write: PlanWriter,
  literals: RegExp,
  known: ReadonlySet<string>,
  words: readonly string[],
): Answer {
  try {
    const strange = [...codeOf(write, literals, words)].find((line) => !known.has(line));
    return { programs: [], ...(strange !== undefined && { unsafe: `a line of its own: ${strange}` }) };
  } catch (error) {
    return { programs: [], reported: expectedError(error) };
  }
}

/** The lines of a plan without its literals. */
function codeOf(write: PlanWriter, literals: RegExp, words: readonly string[]): Set<string> {
  const text = [...write(planOf(reportOf(words), {}))].join('').replace(literals, "''");
  return new Set(text.split('\n').map((line) => line.replace(/^else(?=if \()/u, '')));
}

function reportOf(words: readonly string[]): SavedReport {
  const word = (at: number) => words[at % words.length] ?? '';
  const finding = (at: number, ids: string[], user?: string): Finding => ({
    ban: 'own',
    severity: 'ban',
    program: {
      name: word(at),
      version: word(at + 1),
      ids,
      reader: 'dpkg-status',
      path: `list-${at}`,
      ...(user === undefined ? {} : { user }),
    },
    reasons: [word(at)],
    authorities: [],
    remedy: word(at + 2),
  });
  const kinds = ['deb', 'rpm', 'snap', 'flatpak', 'winget', 'choco', 'product-code'];
  const findings = [
    // One of each form is always there, so that its code is known.
    finding(0, ['deb:kesl', 'snap:kesl', 'rpm:kesl', 'flatpak:com.example.App']),
    finding(1, ['product-code:{11111111-2222-3333-4444-555555555555}']),
    finding(2, ['choco:kis']),
    finding(3, ['winget:Example.Av']),
    ...kinds.map((kind, at) => finding(at + 4, [`${kind}:${word(at)}`])),
    finding(20, [], word(0)),
  ];
  const gaps = [{ path: word(0), reason: word(1) }];
  const source = { kind: 'folder', sightings: [], manifests: [], findings, gaps } as const;
  const results = [
    { ...source, name: 'web-01' },
    { ...source, name: word(0) || 'x' },
  ];
  const head = { asOf: '2026-11-24' } as NonNullable<SavedReport['head']>;
  return { path: word(0), command: 'scan', head, results, gaps: [] };
}
