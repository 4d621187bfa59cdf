import type { Argument, Command, Option } from 'commander';

/** Calls and what they do. */
type Examples = readonly (readonly [call: string, what: string])[];

/** Calls of each command: an example says more than a list of options. */
const EXAMPLES: Readonly<Record<string, Examples>> = {
  scan: [
    ['interdict', 'check this machine'],
    ['interdict /mnt/image app.tar dpkg.txt', 'a root, an image, a list'],
    ["interdict -b 'us-*' -o sarif=out.sarif app.tar", 'other bans, a report'],
  ],
  inventory: [
    ['interdict inventory -o csv', 'what is installed here'],
    ['interdict inventory app.tar -o cyclonedx=sbom.json', 'an SBOM of an image'],
  ],
  sweep: [
    ['interdict sweep hosts -o text -o html=fleet.html', 'a folder of hosts'],
    ['interdict sweep hosts --resume sweep.journal', 'go on after a kill'],
    ['interdict sweep hosts --shard 1/4 -o ndjson=1.ndjson', 'a quarter, for merge'],
  ],
  merge: [['interdict merge shards/*.ndjson -o text -o html=all.html', 'one report of all']],
  diff: [['interdict diff yesterday.ndjson today.ndjson', 'what is new, what is gone']],
  history: [
    ['interdict history store', 'new, gone and oldest findings'],
    ['interdict history store --by vendor -o csv', 'days to removal by vendor'],
  ],
  verify: [
    ['interdict verify report.json', 'where the report says'],
    ['interdict verify report.json app.tar', 'where the image is now'],
  ],
  plan: [
    ['interdict plan report.json', 'what to do, for people'],
    ['interdict plan report.json -o shell=plan.sh', 'the same as a script'],
  ],
  bans: [
    ['interdict bans us-bod-17-01', 'everything about a ban'],
    ['interdict bans -b jurisdiction:GB', 'the bans of one country'],
  ],
  vendors: [['interdict vendors kaspersky', 'everything about a vendor']],
  explain: [
    ['interdict explain "Kaspersky Password Manager"', 'by name'],
    ['interdict explain --id deb:kesl -b uk-ncsc-2017', 'by package, one ban'],
  ],
  'check-rules': [['interdict check-rules rules waivers.yaml', 'a folder of rules, and waivers']],
  rules: [['interdict rules lock', 'pin the rules that interdict.yaml names']],
  export: [['interdict export osquery -b us-bod-17-01 -o pack.json', 'one ban as a pack']],
  formats: [['interdict formats -o json', 'for programs']],
  worker: [['interdict worker --queue redis://queue --until-empty', 'a worker by the minute']],
  init: [['interdict init', 'write interdict.yaml here']],
};

const ROOT = "interdict /mnt/image dpkg.txt -b 'us-*' -o sarif=out.sarif";

/** Short enough that the list of commands and the text after it fit on a screen. */
const SUMMARIES: Readonly<Record<string, string>> = {
  scan: 'check this machine, or the given sources',
  sweep: 'check many hosts',
  merge: 'combine the reports of shards and hosts',
  diff: 'compare two reports: what is new, what is gone',
  history: 'show what came and went in a store of sweeps',
  verify: 'check that a report still matches its evidence',
  plan: 'write what to run to remove what a report found',
  vendors: 'list the vendors, or show one',
  explain: 'explain how the bans apply to a program',
  'check-rules': 'validate rule files and run their examples',
  rules: 'pin your own rules by their digests',
  formats: 'list every reader, and where it looks',
  worker: "process hosts queued by 'sweep --queue'",
};

/** Formats the help: one line per command, no empty defaults, and examples. */
export function withHelp(root: Command): void {
  root.configureHelp({ formatHelp: rootPage });
  for (const command of root.commands) {
    command.configureHelp({ optionDescription: described, argumentDescription: described });
    const examples = EXAMPLES[command.name()];
    if (examples) command.addHelpText('after', `\n${shown(examples)}`);
  }
}

/** A screen of 24 lines, the prompt below it among them. */
function rootPage(root: Command): string {
  const terms = root.commands.map(termOf);
  const width = Math.max(...terms.map((term) => term.length));
  return [
    root.description(),
    'Usage: interdict [scan] [options] [source...], or one of these (--help):',
    ...root.commands.map(
      (command, at) => `  ${terms[at]?.padEnd(width)}  ${SUMMARIES[command.name()] ?? command.description()}`,
    ),
    `Examples: ${ROOT}`,
    'Everywhere: --version, and --log json for messages as JSON lines.',
    'Exit status: 0 clean, 1 banned, 2 usage error, 3 incomplete.',
    '',
  ].join('\n');
}

function termOf(command: Command): string {
  const hasArguments = command.registeredArguments.length > 0;
  return `${command.name()}${hasArguments ? ` ${command.usage().replace('[options] ', '')}` : ''}`;
}

/** What is right or wrong to say here is said by the description; an empty list is no default worth showing. */
function described({ description, argChoices = [] }: Option | Argument): string {
  return argChoices.length > 0 ? `${description} (${argChoices.join(', ')})` : description;
}

function shown(examples: Examples): string {
  const width = Math.max(...examples.map(([call]) => call.length));
  return ['Examples:', ...examples.map(([call, what]) => `  ${call.padEnd(width)}  ${what}`)].join('\n');
}
