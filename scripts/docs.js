// Writes real output into the marked blocks of README.md and docs/: npm run docs
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const BLOCK = /(<!-- output: interdict (?<args>.*?) -->\n(?<fence>```\w*\n)?)[^]*?(```\n)?(<!-- end -->)/gu;
const pages = [
  'README.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

for (const page of pages) {
  const before = readFileSync(page, 'utf8');
  const after = before.replace(BLOCK, (_whole, head, args, fence, _tail, end) => {
    const { stdout } = spawnSync('sh', ['-c', `node bin/interdict.js ${args}`], { encoding: 'utf8' });
    return `${head}${stdout}${fence ? '```\n' : ''}${end}`;
  });
  if (after !== before) writeFileSync(page, after);
}
