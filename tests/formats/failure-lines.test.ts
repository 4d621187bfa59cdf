/** Lines in which shells and tools say that a list is not all that was to be collected. */
import { describe, expect, test } from 'vitest';
import { failureLines } from '../../src/formats/text/failure-lines.ts';
import { scan } from '../../src/scan/index.ts';
import { memorySource } from '../../src/sources/file.ts';

const FAILURES = [
  'Killed',
  'Terminated\r',
  'collect.sh: line 12:  4711 Killed                  dpkg -l',
  'Segmentation fault (core dumped)',
  'Connection to web01 closed by remote host.',
  'client_loop: send disconnect: Broken pipe',
  'ssh: connect to host web01 port 22: Connection timed out',
  "timeout: sending signal TERM to command 'rpm'",
  'write error: No space left on device',
  'error: cannot read /var/lib/rpm: Input/output error',
  'dpkg-query: error: failed to open the database',
  'E: The package lists are broken.',
  'sudo: a password is required',
  'sh: 1: brew: command not found',
  "find: '/Applications/X': Permission denied",
  'Get-ItemProperty : Requested registry access is not allowed.',
  'Get-ItemProperty: Der angeforderte Registrierungszugriff ist unzulässig.',
  '[PC2] Connecting to remote server PC2 failed with the following error message : WinRM cannot.',
  '    + FullyQualifiedErrorId : System.Security.SecurityException',
  'An unexpected error occurred while executing the command:',
  'Traceback (most recent call last):',
  'Query timed out',
  '... 1843 more lines omitted',
  '... and 320 more',
  '… 12 more',
  '[output truncated]',
  '(320 rows not shown)',
  '--More--(35%)',
  'and 37 more',
  '*** 120 lines skipped ***',
  '(output limited to 100 lines)',
  'Fehler: Zugriff verweigert.',
  'ERREUR : Accès refusé.',
  'Ошибка: не удалось прочитать список',
  '错误：拒绝访问',
  'エラー: アクセスが拒否されました。',
  'FEHLER:',
  'Zugriff verweigert',
  '拒绝访问。',
  'bash: Zeile 1: rpm: Kommando nicht gefunden.',
  'bash: rpm : commande introuvable',
  "dpkg-query: erreur: échec de l'ouverture: Permission non accordée",
  'rpm: Нет такого файла или каталога',
  'bash: rpm：未找到命令',
  'Getötet',
  'Убито',
  '強制終了',
  '... 37 weitere Zeilen',
  '... ещё 37 строк',
  '（以下省略）',
  '...',
  'Showing first 100 results',
  'Die Ausgabe wurde gekürzt.',
  'PS>TerminatingError(Get-CimInstance): "Shutdown in progress"',
  '<zusätzliche Einträge aufgrund eines Ergebnislimits abgeschnitten>',
  '<結果の制限により追加のエントリが切り捨てられました>',
];

const HARMLESS = [
  'bash: warning: setlocale: LC_ALL: cannot change locale (de_DE.UTF-8): No such file or directory',
  'WARNING: opening from cache https://example.org/x: No such file or directory',
  'Could not chdir to home directory /home/ash: No such file or directory',
  "Warning: Permanently added 'web01' (ED25519) to the list of known hosts.",
  'sudo: unable to resolve host web01: Name or service not known',
  'Killed in Action  1.0  Example',
  'Error Reporter    : 2.0',
  'errors: 0',
  'more-itertools 10.1',
  'Description : It says "Permission denied" where that is so.',
  'Name        : error-handler',
  'E:\\Programme\\Alder',
  'Завершено.',
  '<!-- Copyright 2014 -->',
  '<item name="birch and elm"/>',
];

const foundIn = (text: string): number[] => Array.from(failureLines(text), ({ line }) => line);

test.each(FAILURES)('%j is a failure', (line) => {
  expect(foundIn(`alder 1.0\n${line}\nbirch 1.0\n`)).toEqual([2]);
});

test.each(HARMLESS)('%j is none', (line) => {
  expect(foundIn(`alder 1.0\n${line}\nbirch 1.0\n`)).toEqual([]);
});

test('a failure is found in the code page of a console, too', async () => {
  const text = 'Chocolatey v2.2.2\nalder 1.0\n1 packages installed.\n';
  const line = Buffer.from('8ee8a8a1aaa03a2096a0a9ab20ada520ada0a9a4a5ad0a', 'hex');
  const { gaps } = await scan(memorySource(Buffer.concat([Buffer.from(text), line]), 'list.txt'));
  expect(gaps.map(({ reason }) => reason)).toEqual([expect.stringContaining('line 4: part of what was')]);
});

test.each(FAILURES)('%j is found between lines that end otherwise', (text) => {
  const line = text.trim();
  expect(foundIn(`alder 1.0\r${line}\rbirch: 2.0\r`)).toEqual([1]);
  expect(foundIn(`alder: 1.0\u2028${line}\u2028birch 2.0`)).toEqual([1]);
  expect(foundIn(`alder: 1.0\r\n${line}\r\nbirch: 2.0`)).toEqual([2]);
});

test('three dots end a document of YAML', () => {
  expect(foundIn('---\nalder: 1.0\n...\n')).toEqual([]);
});

describe('in a list that a reader takes for its own', () => {
  const lists = {
    'list.txt': 'Chocolatey v2.2.2\nalder 1.0\n1 packages installed.\n',
    'apps.txt': 'Safari.app\nAlder.app\n',
    'report.txt':
      'Applications:\n\n    Alder:\n\n      Version: 1\n      Location: /Applications/Alder.app\n      Get Info String: Alder 1\n\n',
  };

  test.each(Object.entries(lists))('%s is whole by itself', async (name, text) => {
    expect((await scan(memorySource(Buffer.from(text), name))).gaps).toEqual([]);
  });

  test.each(Object.entries(lists))('a failure behind %s is reported with its line', async (name, text) => {
    const bytes = Buffer.from(`${text}Killed\nConnection to web01 closed.\n`);
    const { gaps } = await scan(memorySource(bytes, name));
    const reason = `line ${text.split('\n').length}: part of what was collected failed: "Killed" (and 1 more)`;
    expect(gaps.map((gap) => gap.reason)).toContain(reason);
  });
});
