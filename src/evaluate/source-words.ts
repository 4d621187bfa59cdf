import type { Ban } from '../schema/index.ts';
import { listed } from './vendors.ts';
import { isSelector } from './waivers.ts';

/** On which sources a ban is, by their names or by what lists say of hosts: `hosts with tag lab`. */
export function sourceWords(sources: NonNullable<NonNullable<Ban['applies-to']>['sources']>): string {
  if (!isSelector(sources)) return `the sources ${listed(sources).join(' and ')}`;
  const facts = Object.entries(sources).map(([fact, values]) => `${fact} ${listed(values).join(' or ')}`);
  return `hosts with ${facts.join(' and ')}`;
}
