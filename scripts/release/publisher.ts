/** Who publishes, as package.json says and nothing else does: npm run generate writes it wherever it is named. */
import { readFileSync } from 'node:fs';

const own = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly author: string;
  readonly repository: { readonly url: string };
};

/** `Name <address>`, as packages of Debian and rpm name their maintainer. */
export const MAINTAINER = own.author;

/** `https://github.com/owner/interdict` */
export const REPOSITORY = own.repository.url.replace(/^git\+|\.git$/gu, '');

/** `owner/interdict` */
export const SLUG = new URL(REPOSITORY).pathname.slice(1);

/** Where a page or an example names the repository: an action, a hook, an attestation, a download. */
const NAMED = /(?<=default: |uses: |github\.com\/|--repo |repository: )[\w.-]+\/interdict(?![\w-])/gu;

/** A text with the repository of package.json in all those places. */
export function withPublisher(text: string): string {
  return text.replace(NAMED, SLUG);
}
