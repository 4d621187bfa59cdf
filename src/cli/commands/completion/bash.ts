import { type Completed, spellings } from './words.ts';

/** Completions for bash 3.2, which macOS has, and newer, without the package of helpers that minimal systems lack. */
export function bash(verbs: readonly Completed[]): string {
  const names = verbs.map(({ name }) => name).join(' ');
  return `# bash completion of interdict
_interdict() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} subcommand=scan at words=
  for ((at = 1; at < COMP_CWORD; at++)); do
    case \${COMP_WORDS[at]} in
      ${names.replaceAll(' ', '|')}) subcommand=\${COMP_WORDS[at]}; break ;;
    esac
  done
  case $subcommand:$before in
${verbs.flatMap(values).join('\n')}
  esac
  case $subcommand:$word in
${verbs.map(options).join('\n')}
  esac
  if [[ $word != -* ]]; then
    case $subcommand in
${verbs
  .filter(({ words }) => words.length > 0)
  .map(({ name, words }) => `      ${name}) words='${words.join(' ')}' ;;`)
  .join('\n')}
    esac
    ((COMP_CWORD == 1)) && words='${names}'
  fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -o bashdefault -F _interdict interdict
`;
}

function values({ name, options }: Completed): string[] {
  return options
    .filter(({ takesValue }) => takesValue)
    .map((option) => {
      const before = spellings(option).map((flag) => `${name}:${flag}`);
      return `    ${before.join('|')}) COMPREPLY=($(compgen -W '${option.values.join(' ')}' -- "$word")); return ;;`;
    });
}

function options({ name, options: all }: Completed): string {
  return `    ${name}:-*) words='${[...all.flatMap(spellings), '--help'].join(' ')}' ;;`;
}
