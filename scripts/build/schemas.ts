import { readdirSync, readFileSync } from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { parse } from 'yaml';
import { fact, factMapping } from '../../src/schema/fact.ts';
import {
  banExtension,
  banFile,
  categories,
  configFile,
  effects,
  idKinds,
  severities,
  type VendorFile,
  vendorExtension,
  vendorFile,
  waiverFile,
} from '../../src/schema/index.ts';
import { match } from '../../src/schema/match.ts';

/** The JSON Schemas that editors check rule files with, by file name. */
export function jsonSchemas(): Record<string, string> {
  return {
    'ban.schema.json': schemaText('a ban of interdict', v.union([banFile, banExtension]), { match }),
    'vendor.schema.json': schemaText('a vendor of interdict', v.union([vendorFile, vendorExtension]), {
      fact,
    }),
    'waivers.schema.json': schemaText('waivers of interdict', waiverFile, { match }),
    'config.schema.json': schemaText('interdict.yaml', configFile, {}),
  };
}

function schemaText(
  title: string,
  schema: v.GenericSchema,
  definitions: Record<string, v.GenericSchema>,
): string {
  const json = toJsonSchema(schema, {
    typeMode: 'input',
    errorMode: 'ignore',
    target: 'draft-07',
    definitions,
  });
  return `${JSON.stringify({ $schema: json.$schema, title, ...json }, described, 2)}\n`;
}

/** What each word means is shown by editors, and a number is one to them though rules keep it as a text. */
function described(_: string, value: unknown): unknown {
  if (typeof value === 'object' && value !== null && 'whole' in value) return { type: 'integer', minimum: 1 };
  if (typeof value !== 'object' || value === null || !('words' in value)) return value;
  const { words, ...rest } = value;
  const meanings = Object.values(words as Record<string, string>);
  return meanings.some((meaning) => meaning !== '') ? { ...rest, markdownEnumDescriptions: meanings } : rest;
}

/** `docs/rules.md` with its tables as the language has them: each stands between two comments of its name. */
export function withTables(page: string): string {
  return Object.entries(tables()).reduce((text, [name, table]) => {
    const place = new RegExp(`(<!-- ${name}: generated -->\\n)[^]*?(<!-- /${name} -->)`, 'u');
    if (!place.test(text)) throw new Error(`docs/rules.md has no place for the table ${name}`);
    return text.replace(place, (_, begin: string, end: string) => `${begin}\n${table}\n\n${end}`);
  }, page);
}

function tables(): Record<string, string> {
  return {
    'keys of a vendor': keyTable(vendorFile),
    'keys of a product': keyTable(innerOf(vendorFile, 'products')),
    'keys of a file that extends a vendor': keyTable(vendorExtension),
    'keys of a fact': keyTable(factMapping),
    'keys of a ban': keyTable(banFile),
    'keys of a file that extends a ban': keyTable(banExtension),
    'keys of match': keyTable(match),
    'keys of a waiver': keyTable(innerOf(waiverFile)),
    'keys of interdict.yaml': keyTable(configFile),
    categories: categoryTable(),
    'kinds of id': wordTable('kind', idKinds),
    severities: wordTable('severity', severities),
    effects: wordTable('effect', effects),
  };
}

/** Categories with the number of products that the catalogue knows of each. */
function categoryTable(): string {
  const known = readdirSync('rules/vendors').flatMap((file) => {
    const vendor = parse(readFileSync(`rules/vendors/${file}`, 'utf8')) as VendorFile;
    return (vendor.products ?? []).flatMap((product) => product.categories);
  });
  const rows = Object.entries(categories).map(
    ([word, what]) => `| \`${word}\` | ${what} | ${known.filter((category) => category === word).length} |`,
  );
  return ['| category | what | products |', '| --- | --- | --: |', ...rows].join('\n');
}

function wordTable(head: string, words: Readonly<Record<string, string>>): string {
  const rows = Object.entries(words).map(([word, what]) => `| \`${word}\` | ${what} |`);
  return [`| ${head} | what |`, '| --- | --- |', ...rows].join('\n');
}

/** The parts of a schema that a table of its keys needs; which kinds of schema there are is the library's affair. */
interface Shape {
  readonly type: string;
  readonly entries?: Readonly<Record<string, Shape>>;
  readonly wrapped?: Shape;
  readonly item?: Shape;
  readonly options?: readonly unknown[];
  readonly pipe?: readonly (Shape & { readonly description?: string })[];
}

function keyTable(schema: unknown): string {
  const rows = Object.entries(entriesOf(schema as Shape)).map(([key, value]) => {
    const needed = value.type === 'exact_optional' ? '' : 'yes';
    return `| \`${key}\` | ${needed} | ${formOf(value)} | ${descriptionOf(value)} |`;
  });
  return ['| key | needed | form | what |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function entriesOf(schema: Shape): Readonly<Record<string, Shape>> {
  return schema.entries ?? schema.pipe?.find((part) => part.entries)?.entries ?? {};
}

function innerOf(schema: unknown, key?: string): Shape {
  const outer = key === undefined ? (schema as Shape) : entriesOf(schema as Shape)[key];
  const list = bare(outer);
  return bare(list?.item);
}

/** Without what only says that it may be missing or what must hold beside its form. */
function bare(schema: Shape | undefined): Shape {
  if (schema?.wrapped) return bare(schema.wrapped);
  const first = schema?.pipe?.[0];
  if (first && first !== schema) return bare(first);
  if (!schema) throw new Error('there is no such schema');
  return schema;
}

function descriptionOf(schema: Shape): string {
  const own = schema.pipe?.find((part) => part.type === 'description')?.description;
  return own ?? (schema.wrapped ? descriptionOf(schema.wrapped) : '');
}

const FORMS: Readonly<Record<string, string>> = {
  string: 'text',
  boolean: 'true or false',
  picklist: 'a word',
  array: 'list',
  strict_object: 'mapping',
  record: 'mapping',
  union: 'one or a list',
  lazy: 'mapping',
};

function formOf(schema: Shape): string {
  const { type, options = [] } = bare(schema);
  if (type === 'picklist' && options.length < 8)
    return options.map((option) => `\`${String(option)}\``).join(', ');
  const isMany = options.some((option) => bare(option as Shape).type === 'array');
  return type === 'union' && !isMany ? 'text or mapping' : (FORMS[type] ?? type);
}
