import { type Completed, quoted, spellings } from './words.ts';

/** Completions for zsh, by its own `_arguments`. */
export function zsh(verbs: readonly Completed[]): string {
  const list = verbs.map(({ name, description }) => quoted(`${name}:${escaped(description)}`)).join(' ');
  return `#compdef interdict
_interdict() {
  local subcommand=scan word
  local -a subcommands
  subcommands=(${list})
  for word in "\${words[@]:1:$((CURRENT - 2))}"; do
    case $word in
      ${verbs.map(({ name }) => name).join('|')}) subcommand=$word; break ;;
    esac
  done
  if ((CURRENT == 2)) && [[ $PREFIX != -* ]]; then
    _describe -t commands command subcommands
    _files
    return
  fi
  [[ $words[2] == $subcommand ]] && { words=("\${(@)words[2,-1]}"); ((CURRENT--)) }
  case $subcommand in
${verbs.map(arm).join('\n')}
  esac
}
_interdict "$@"
`;
}

function arm({ name, options, words }: Completed): string {
  const specs = options.flatMap((option) =>
    spellings(option).map((flag) => quoted(`*${flag}[${escaped(option.description)}]${valueOf(option)}`)),
  );
  const rest = words.length > 0 ? `*:word:(${words.join(' ')})` : '*:file:_files';
  return `    ${name}) _arguments ${[...specs, quoted(rest)].join(' ')} ;;`;
}

function valueOf({ takesValue, values }: Completed['options'][number]): string {
  if (!takesValue) return '';
  return values.length > 0 ? `:value:(${values.join(' ')})` : ':value:_files';
}

/** Brackets and colons divide a specification. */
function escaped(text: string): string {
  return text.replace(/[\\[\]:]/gu, '\\$&');
}
