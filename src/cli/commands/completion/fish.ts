import type { Completed } from './words.ts';

/** Completions for fish. */
export function fish(verbs: readonly Completed[]): string {
  const names = verbs.map(({ name }) => name).join(' ');
  const first = verbs.map(
    ({ name, description }) =>
      `complete -c interdict -n '__fish_use_subcommand' -a ${name} -d ${quoted(description)}`,
  );
  return [
    '# fish completion of interdict',
    ...first,
    ...verbs.flatMap((verb) => lines(verb, names)),
    '',
  ].join('\n');
}

function lines({ name, options, words }: Completed, names: string): string[] {
  // Without a verb it is a scan.
  const when =
    name === 'scan'
      ? `'not __fish_seen_subcommand_from ${names.replace(/\bscan /u, '')}'`
      : `'__fish_seen_subcommand_from ${name}'`;
  const head = `complete -c interdict -n ${when}`;
  return [
    ...(words.length > 0 ? [`${head} -f -a ${quoted(words.join(' '))}`] : []),
    ...options.map(({ short, long, takesValue, values, description }) =>
      [
        head,
        ...(short === undefined ? [] : [`-s ${short.slice(1)}`]),
        `-l ${long.slice(2)}`,
        ...(takesValue ? [values.length > 0 ? `-r -a ${quoted(values.join(' '))}` : '-r'] : []),
        `-d ${quoted(description)}`,
      ].join(' '),
    ),
  ];
}

/** fish knows two escapes between single quotes. */
function quoted(text: string): string {
  return `'${text.replace(/['\\]/gu, '\\$&')}'`;
}
