/**
 * The script of the page: search, choice, sorting and paging over rows that stand in the page as data. It
 * writes text only, never markup, and holds no more rows in the document than a page of them.
 */
export const script = String.raw`'use strict';
const texts = JSON.parse(document.getElementById('texts').textContent);
const lower = texts.map((text) => text.toLowerCase());
const collator = new Intl.Collator('en', { numeric: true });
const PRINTED = 2000;
const tables = new Map();
for (const root of document.querySelectorAll('[data-table]')) tables.set(root.dataset.table, table(root));
for (const button of document.querySelectorAll('button.show')) {
  button.hidden = false;
  button.addEventListener('click', () => {
    tables.get('findings-rows').choose(button.dataset.column, button.dataset.value);
  });
}

function table(root) {
  const rows = JSON.parse(document.getElementById(root.dataset.table).textContent);
  const heads = Array.from(root.querySelectorAll('th'));
  const columns = heads.map((head) => ({ title: head.textContent, kind: head.dataset.kind }));
  const body = root.querySelector('tbody');
  const form = root.querySelector('form');
  const state = { words: '', chosen: new Map(), column: -1, down: false, page: 0, size: 100, rows };
  const status = element('span', { role: 'status' });
  const back = button('Previous', () => turn(-1));
  const forth = button('Next', () => turn(1));
  const selects = controls();
  if (rows.length > 20) form.hidden = false;
  heads.forEach((head, column) => {
    const title = head.textContent;
    head.replaceChildren(button(title, () => sort(column)));
  });
  const pages = element('div', { class: 'pages' });
  pages.append(...(rows.length > state.size ? [back, forth, sizes()] : []), status);
  root.append(pages);
  select();
  addEventListener('beforeprint', () => show(0, PRINTED));
  addEventListener('afterprint', draw);
  return { choose };

  function controls() {
    const search = element('input', { type: 'search', autocomplete: 'off' });
    let timer = 0;
    search.addEventListener('input', () => {
      clearTimeout(timer);
      timer = setTimeout(() => { state.words = search.value; select(); }, 120);
    });
    form.append(label('Search ' + root.dataset.caption.toLowerCase(), search, 'search'));
    form.addEventListener('submit', (event) => event.preventDefault());
    const made = new Map();
    columns.forEach(({ title, kind }, column) => {
      if (!kind.includes('facet')) return;
      const parts = (text) => kind.includes('list') ? texts[text].split(', ') : [texts[text]];
      const cells = [...new Set(rows.map((row) => row[column]))];
      const values = [...new Set(cells.flatMap(parts))].sort(collator.compare);
      const box = element('select', {});
      box.append(option('', 'all'), ...values.map((value, index) => option(String(index), value || '(none)')));
      const pick = (value) => {
        box.value = value < 0 ? '' : String(value);
        if (value < 0) state.chosen.delete(column);
        else state.chosen.set(column, new Set(cells.filter((text) => parts(text).includes(values[value]))));
      };
      box.addEventListener('change', () => { pick(box.value === '' ? -1 : Number(box.value)); select(); });
      form.append(label(title, box, ''));
      made.set(title, { box, values, pick });
    });
    return made;
  }

  function choose(title, text) {
    for (const [name, { values, pick }] of selects) pick(name === title ? values.indexOf(text) : -1);
    form.hidden = false;
    select();
    root.scrollIntoView({ block: 'start' });
    (selects.get(title) || { box: form }).box.focus({ preventScroll: true });
  }

  function select() {
    const words = state.words.toLowerCase().split(/\s+/).filter(Boolean);
    const marks = words.map((word) => lower.map((text) => text.includes(word)));
    state.rows = rows.filter((row) =>
      marks.every((mark) => row.some((text) => mark[text])) &&
      [...state.chosen].every(([column, cells]) => cells.has(row[column])));
    arrange();
  }

  function sort(column) {
    state.down = state.column === column && !state.down;
    state.column = column;
    heads.forEach((head, index) => {
      if (index === column) head.setAttribute('aria-sort', state.down ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    });
    arrange();
  }

  function arrange() {
    const { column, down } = state;
    if (column >= 0) {
      const values = [...new Set(rows.map((row) => row[column]))];
      const sorted = values.sort((a, b) => collator.compare(texts[a], texts[b]));
      const rank = new Map(sorted.map((value, index) => [value, down ? -index : index]));
      state.rows = state.rows.slice().sort((a, b) => rank.get(a[column]) - rank.get(b[column]));
    }
    state.page = 0;
    draw();
  }

  function turn(by) {
    state.page += by;
    draw();
  }

  function draw() {
    const { page, size } = state;
    show(page * size, size);
  }

  function show(from, number) {
    const shown = state.rows.slice(from, from + number);
    body.replaceChildren(...shown.map(line));
    const all = state.rows.length;
    const of = all === rows.length ? String(all) : all + ' (of ' + rows.length + ' in all)';
    status.textContent = all === 0 ? 'No row fits.' : 'Rows ' + (from + 1) + ' to ' + (from + shown.length) + ' of ' + of;
    back.disabled = from === 0;
    forth.disabled = from + number >= all;
  }

  function line(row) {
    const tr = element('tr', { role: 'row' });
    tr.append(...row.map((text, column) => cell(texts[text], columns[column])));
    return tr;
  }

  function sizes() {
    const box = element('select', {});
    box.append(...['100', '500', '2000'].map((size) => option(size, size)));
    box.addEventListener('change', () => { state.size = Number(box.value); state.page = 0; draw(); });
    return label('Rows per page', box, 'faint');
  }
}

function cell(text, column) {
  const td = element('td', { role: 'cell', class: column.kind, 'data-label': column.title });
  const lines = text.split('\n');
  if (column.kind.includes('badge')) {
    td.append(element('span', { class: 'badge ' + text }, text));
  } else if (column.kind.includes('long') && lines.length > 1) {
    const details = element('details', {});
    details.append(element('summary', {}, lines[0]), ...lines.slice(1).map((one) => element('p', {}, one)));
    td.append(details);
  } else {
    td.textContent = text;
  }
  return td;
}

function label(text, control, kind) {
  const made = element('label', { class: kind }, text);
  made.append(control);
  return made;
}

function button(text, action) {
  const made = element('button', { type: 'button' }, text);
  made.addEventListener('click', action);
  return made;
}

function option(value, text) {
  return element('option', { value }, text);
}

function element(tag, attributes, text) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}
`;
