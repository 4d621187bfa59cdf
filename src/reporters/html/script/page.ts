/** Opens the data, makes the tables, and follows the address of the page. */
export const page = String.raw`const collator = new Intl.Collator('en', { numeric: true });
const PRINTED = 2000;
/** The worst first. */
const STATUSES = ['banned', 'warned', 'residue', 'noted', 'waived'];
const texts = [];
let lower = [];
const data = {};
const tables = new Map();
open().catch((error) => {
  const trouble = document.getElementById('trouble');
  trouble.textContent = 'The lists could not be opened, and stop after their first rows: ' + error.message +
    '. Everything above them is complete.';
  trouble.hidden = false;
});

async function open() {
  const parts = await Promise.all(Array.from(document.querySelectorAll('script[data-part]'), part));
  join(parts);
  lower = texts.map((text) => text.toLowerCase());
  addEventListener('keydown', shortcut);
  for (const root of document.querySelectorAll('[data-table]')) {
    tables.set(root.dataset.table, table(root, root.dataset.caption));
    // The findings can be read while the sources are still being prepared.
    await new Promise((done) => setTimeout(done));
  }
  for (const button of document.querySelectorAll('button.show')) {
    button.hidden = false;
    button.addEventListener('click', () => {
      go('findings', new URLSearchParams([[button.dataset.column, button.dataset.value]]));
    });
  }
  addEventListener('hashchange', follow);
  follow();
}

/** A part of the data: texts that are new in it, and rows by columns. */
async function part(island) {
  const text = island.textContent;
  island.remove();
  return JSON.parse(island.dataset.encoding === 'gzip' ? await unpacked(text) : text);
}

/** The last part says which columns of each table are shown. */
function join(parts) {
  for (const part of parts) for (const text of part.texts) texts.push(text);
  for (const [id, shown] of Object.entries(parts.at(-1).shown)) {
    data[id] = shown.map((column) => parts.flatMap(({ tables }) => numbers(tables[id]?.[column] ?? [])));
  }
}

/** A column is written as differences, each from the number in the same place of the row before. */
function numbers(column) {
  const last = [];
  const step = (difference, place) => (last[place] = (last[place] ?? 0) + difference);
  return column.map((cell) => (typeof cell === 'number' ? step(cell, 0) : cell.map(step)));
}

/** Without any request: the policy of the page allows none. */
async function unpacked(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  // A loop takes a tenth of the time of Uint8Array.from.
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}

/** The address says what is shown: sent on, it shows the same. */
function follow() {
  const [id, query] = location.hash.slice(1).split('?');
  if (query !== undefined) tables.get(id)?.restore(new URLSearchParams(query));
}

function go(id, query) {
  history.pushState(null, '', '#' + id + '?' + query);
  follow();
}

function shortcut(event) {
  if (event.key !== '/' || event.target.closest('input, select, textarea')) return;
  const search = document.querySelector('.controls:not([hidden]) input[type=search]');
  if (!search) return;
  event.preventDefault();
  search.focus();
}

`;
