import { type Completed, spellings } from './words.ts';

/** Completions for PowerShell 5.1 and newer. */
export function powershell(verbs: readonly Completed[]): string {
  return `# PowerShell completion of interdict
Register-ArgumentCompleter -Native -CommandName interdict -ScriptBlock {
  param($word, $ast, $position)
  $subcommands = @{
${verbs.map(entry).join('\n')}
  }
  $before = @($ast.CommandElements | Where-Object { $_.Extent.EndOffset -lt $position } | ForEach-Object { "$_" })
  $subcommand = @($before | Select-Object -Skip 1 | Where-Object { $subcommands.ContainsKey($_) })[0]
  $first = $before.Count -le 1
  if (-not $subcommand) { $subcommand = 'scan' }
  $last = $before[-1]
  $found = if ($subcommands[$subcommand].values.ContainsKey($last)) { $subcommands[$subcommand].values[$last] }
    elseif ($word -like '-*') { $subcommands[$subcommand].options }
    elseif ($first) { $subcommands.Keys | Sort-Object }
    else { $subcommands[$subcommand].words }
  $found | Where-Object { $_ -like "$word*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;
}

function entry({ name, options, words }: Completed): string {
  const values = options
    .filter(({ takesValue }) => takesValue)
    .flatMap((option) => spellings(option).map((flag) => `'${flag}' = ${list(option.values)}`));
  return `    '${name}' = @{
      options = ${list(options.flatMap(spellings))}
      words = ${list(words)}
      values = @{ ${values.join('; ')} }
    }`;
}

function list(words: readonly string[]): string {
  return `@(${words.map((word) => `'${word.replaceAll("'", "''")}'`).join(', ')})`;
}
